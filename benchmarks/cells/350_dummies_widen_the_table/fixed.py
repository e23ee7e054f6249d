import numpy as np
import pandas as pd

df = pd.DataFrame({
    "sqft": [850, 900, 1200, 1500, 2000, 1100, 950, 1700],
    "beds": [2, 2, 3, 3, 4, 3, 2, 4],
    "age": [30, 12, 5, 8, 1, 20, 44, 3],
    "district": ["north", "south", "west", "north", "south", "west", "north", "south"],
    "price": [200, 230, 310, 380, 520, 270, 190, 460],
})
features = df.drop(columns="price")
n_features = pd.get_dummies(features).shape[1]

X = pd.get_dummies(features, dtype=float).to_numpy()
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = df["price"].to_numpy(dtype=float)
y = (y - y.mean()) / y.std()

w = np.zeros(n_features)
for _ in range(100):
    grad = 2 * X.T @ (X @ w - y) / len(y)
    w -= 0.05 * grad
print(dict(zip(pd.get_dummies(features).columns, w.round(2))))
