import numpy as np

np.random.seed(0)
m = 50
X = np.c_[np.ones(m), np.random.randn(m, 2)]
y = X @ np.array([2.0, -1.0, 0.5]) + 0.1 * np.random.randn(m)

theta = np.zeros((3, 1))
alpha = 0.1
for i in range(500):
    error = X @ theta - y
    theta = theta - alpha / m * (X.T @ error)

cost = np.sum((X @ theta - y) ** 2) / (2 * m)
print("theta", theta.T, "cost", cost)
