import numpy as np

rng = np.random.default_rng(4)
area = rng.uniform(30, 150, (80, 1))
rooms = rng.integers(1, 6, (80, 1))
price = 2.1 * area + 15 * rooms + rng.normal(0, 5, (80, 1))

A = np.hstack([np.ones(80), area, rooms])
coef = np.linalg.lstsq(A, price, rcond=None)[0].ravel()


def r_squared(y, y_hat):
    residual = y - y_hat
    return 1 - (residual ** 2).sum() / ((y - y.mean()) ** 2).sum()


predicted = A @ coef
print("coefficients", coef.ravel().round(2))
print("R2", r_squared(price, predicted))
