# Assignment 2: two-layer network from scratch
import numpy as np

np.random.seed(1)


class TwoLayerNet:
    def __init__(self, n_in, n_hidden, n_out):
        self.W1 = np.random.randn(n_in, n_hidden) * 0.01
        self.b1 = np.zeros(n_hidden)
        self.W2 = np.random.randn(n_hidden, n_out) * 0.01
        self.b2 = np.zeros(n_out)

    def forward(self, X):
        self.X = X
        self.h = np.maximum(0, X @ self.W1 + self.b1)
        scores = self.h @ self.W2 + self.b2
        exp = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exp / exp.sum(axis=1, keepdims=True)

    def backward(self, probs, y, lr=0.1):
        n = len(y)
        dz2 = probs.copy()
        dz2[np.arange(n), y] -= 1
        dz2 /= n
        dW2 = self.h.T @ dz2
        dh = dz2 @ self.W2.T
        dh[self.h <= 0] = 0
        dW1 = self.X.T @ dh
        self.W2 -= lr * dW2
        self.b2 -= lr * dz2.sum(axis=0)
        self.W1 -= lr * dW1
        self.b1 -= lr * dh.sum(axis=0)


X = np.random.rand(32, 784)
y = np.random.randint(0, 10, 32)
net = TwoLayerNet(784, 64, 10)
for epoch in range(3):
    p = net.forward(X)
    print(epoch, -np.log(p[np.arange(32), y]).mean())
    net.backward(p, y)
