import numpy as np


class Network(object):
    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.biases = [np.random.randn(y, 1) for y in sizes[1:]]
        self.weights = [np.random.randn(y, x) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]

    def backprop(self, x, y):
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation, activations, zs = x, [x], []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for l in range(2, self.num_layers):
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * sigmoid_prime(zs[-l])
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        return nabla_w

    def train(self, data, eta):
        for x, y in data:
            nabla_w = self.backprop(x, y)
            self.weights = [w - eta * nw for w, nw in zip(self.weights, nabla_w)]


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


def vectorized(j):
    e = np.zeros((10, 1))
    e[j] = 1.0
    return e


pictures = np.random.rand(5, 28, 28)
inputs = [p.flatten() for p in pictures]
net = Network([784, 30, 10])
net.train(list(zip(inputs, [vectorized(j) for j in range(5)])), eta=3.0)
print([w.shape for w in net.weights])
