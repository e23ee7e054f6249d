import numpy as np

np.random.seed(5)
X = np.random.randn(60, 3)
X[[4, 17, 40], [0, 2, 1]] = np.nan
y = np.random.randint(0, 2, 60)

# remove incomplete rows
keep = ~np.isnan(X).any(axis=1)
X = X[keep]

# one mean per class
mean0 = X[y == 0].mean(axis=0)
mean1 = X[y == 1].mean(axis=0)
print("difference of means:", mean1 - mean0)
