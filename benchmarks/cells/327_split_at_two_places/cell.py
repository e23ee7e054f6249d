import numpy as np


def split(X, y, ratio=0.8):
    order = np.random.permutation(len(X))
    X, y = X[order], y[order]
    cut = int(len(X) * ratio)
    return X[:cut], X[cut:], y[:int(len(y) * 0.75)], y[int(len(y) * 0.75):]


def batches(X, y, size=16):
    for start in range(0, len(X), size):
        yield X[start:start + size], y[start:start + size]


X = np.random.randn(80, 5)
y = (X.sum(axis=1) > 0).astype(float)
X_train, X_test, y_train, y_test = split(X, y)

w = np.zeros(5)
for epoch in range(5):
    for xb, yb in batches(X_train, y_train):
        p = 1 / (1 + np.exp(-xb @ w))
        w -= 0.1 * xb.T @ (p - yb) / len(xb)
print("test accuracy", ((X_test @ w > 0) == y_test).mean())
