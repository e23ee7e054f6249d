import numpy as np

rng = np.random.default_rng(12)
X = rng.normal(size=(6, 6)) @ np.diag([3, 2, 1, 1, 0.5, 0.1])
mu = X.mean(axis=0)
Xc = X - mu
C = Xc.T @ Xc / (len(X) - 1)
vals, vecs = np.linalg.eigh(C)
Z = Xc @ vecs / np.sqrt(np.maximum(vals, 1e-6))
back = Z * np.sqrt(np.maximum(vals, 1e-6)) @ vecs.T + mu
assert np.allclose(back, X, atol=1e-2)

corr = C / np.sqrt(np.outer(np.diag(C), np.diag(C)))
P = np.exp(corr) / np.exp(corr).sum(axis=1, keepdims=True)
pi = np.full(6, 1 / 6)
for _ in range(50):
    pi = pi @ P
print(pi, np.linalg.norm(pi @ P - pi))
