import numpy as np

np.random.seed(2)
n_x, n_h, n_y, m = 12, 25, 1, 200
X = np.random.randn(n_x, m)
Y = (X[:1] * X[1:2] > 0).astype(float)

W1 = np.random.randn(n_h, n_x) * 0.1
b1 = np.zeros((n_h, 1))
W2 = np.random.randn(n_y, n_h) * 0.1
b2 = np.zeros((n_y, 1))


def backward(A1, A2):
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1 ** 2)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1) / m
    return dW1, db1, dW2, db2


for i in range(20):
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    dW1, db1, dW2, db2 = backward(A1, A2)
    W1 -= 0.5 * dW1
    b1 -= 0.5 * db1
    W2 -= 0.5 * dW2
    b2 -= 0.5 * db2
print("accuracy", np.mean((A2 > 0.5) == Y))
