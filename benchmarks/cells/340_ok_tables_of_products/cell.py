import numpy as np

n = np.arange(1, 11)
table = n[:, None] * n
print(table)

x, y = np.ogrid[-2:2:40j, -1:1:30j]
radius = np.sqrt(x ** 2 + y ** 2)
disc = radius < 0.8
print(disc.sum(), "points inside")

time = np.linspace(0, 1, 100)
freqs = np.array([[1], [2], [5]])
waves = np.sin(2 * np.pi * freqs * time)
print((waves * np.array([1.0, 0.5, 0.2]).reshape(-1, 1)).sum(axis=0).max())

residual = np.subtract.outer(np.array([1.0, 2.0, 4.0]), np.array([1.5, 3.0]))
i, j = np.unravel_index(np.abs(residual).argmin(), residual.shape)
print(i, j, table[np.ix_([0, 2], [1, 3, 5])].shape)
