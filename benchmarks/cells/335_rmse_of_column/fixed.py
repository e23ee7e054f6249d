import numpy as np

rng = np.random.default_rng(7)
years = np.arange(40).reshape(-1, 1)
sales = 12 + 0.7 * years + rng.normal(0, 1, (40, 1))

X = np.hstack([np.ones_like(years), years])
beta = np.linalg.inv(X.T @ X) @ X.T @ sales
forecast = X @ beta

rmse = np.sqrt(np.mean((sales - forecast) ** 2))
print(f"RMSE: {rmse:.3f}")
