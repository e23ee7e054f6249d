import numpy as np

x = np.linspace(0, 10, 50)
y = 3.2 * x - 1.0 + np.random.default_rng(0).normal(0, 0.5, 50)

# y = m*x + c
A = np.array([x, np.ones(len(x))]).T
(m, c), residual, rank, sv = np.linalg.lstsq(A, y, rcond=None)
print(f"m = {m:.2f}, c = {c:.2f}")
