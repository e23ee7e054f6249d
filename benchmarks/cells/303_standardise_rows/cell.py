import numpy as np

# iris-like table: 150 flowers, 4 measurements
np.random.seed(0)
X = np.random.normal([5.8, 3.0, 3.7, 1.2], [0.8, 0.4, 1.7, 0.7], (150, 4))

mu = X.mean(axis=1)
sigma = X.std(axis=1)
X_norm = (X - mu) / sigma
print(X_norm.mean(axis=0), X_norm.std(axis=0))
