import numpy as np


def poly_features(x, degree):
    return np.stack([x ** d for d in range(degree + 1)], axis=1)


def fit_ridgeless(x, y, degree):
    Phi = poly_features(x, degree)
    return np.linalg.solve(Phi, y)


x = np.linspace(-1, 1, 25)
y = np.sin(3 * x)
coef = fit_ridgeless(x, y, degree=5)
fit = poly_features(x, 5) @ coef
print("largest error", np.abs(fit - y).max())
