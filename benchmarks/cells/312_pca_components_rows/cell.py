import numpy as np


def fit_pca(X, n_components):
    mean = X.mean(axis=0)
    U, S, Vt = np.linalg.svd(X - mean, full_matrices=False)
    explained = S ** 2 / (S ** 2).sum()
    return mean, Vt[:n_components], explained[:n_components]


def transform(X, mean, components):
    return (X - mean) @ components


def inverse_transform(Z, mean, components):
    return Z @ components + mean


rng = np.random.default_rng(0)
X = rng.normal(size=(100, 2)) @ rng.normal(size=(2, 5)) + 0.01 * rng.normal(size=(100, 5))
mean, components, explained = fit_pca(X, 2)
Z = transform(X, mean, components)
print("error", np.abs(inverse_transform(Z, mean, components) - X).max(), "explained", explained)
