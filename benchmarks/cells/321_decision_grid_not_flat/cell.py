import numpy as np

rng = np.random.default_rng(10)
X = np.r_[rng.normal(-1, 1, (50, 2)), rng.normal(1, 1, (50, 2))]
y = np.r_[np.zeros(50), np.ones(50)]
w, b = np.zeros(2), 0.0

sigmoid = lambda t: 1 / (1 + np.exp(-t))
for _ in range(200):
    p = sigmoid(X @ w + b)
    w -= 0.1 * X.T @ (p - y) / len(y)
    b -= 0.1 * (p - y).mean()

# decision surface
xx, yy = np.meshgrid(np.linspace(-4, 4, 200), np.linspace(-4, 4, 100))
grid = np.c_[xx, yy]
Z = sigmoid(grid @ w + b)
Z = Z.reshape(xx.shape)
print(Z.shape, Z.min(), Z.max())
