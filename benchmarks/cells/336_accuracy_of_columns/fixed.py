import numpy as np


class LogisticRegression:
    def __init__(self, lr=0.1, n_iters=300):
        self.lr = lr
        self.n_iters = n_iters

    def fit(self, X, y):
        self.weights = np.zeros((X.shape[1], 1))
        self.bias = 0
        y = y.reshape(-1, 1)
        for _ in range(self.n_iters):
            prob = self._sigmoid(X @ self.weights + self.bias)
            self.weights -= self.lr * X.T @ (prob - y) / len(X)
            self.bias -= self.lr * np.mean(prob - y)

    def predict(self, X):
        prob = self._sigmoid(X @ self.weights + self.bias)
        return (prob > 0.5).astype(int).ravel()

    def _sigmoid(self, t):
        return 1 / (1 + np.exp(-t))


def accuracy(y_true, y_pred):
    return np.sum(y_true == y_pred) / len(y_true)


np.random.seed(1234)
X = np.random.randn(120, 4)
y = (X @ [1, -1, 2, 0.5] > 0).astype(int)
model = LogisticRegression()
model.fit(X[:90], y[:90])
predictions = model.predict(X[90:])
print("accuracy", accuracy(y[90:], predictions))
