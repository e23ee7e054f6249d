import numpy as np
rng = np.random.default_rng(8)

X = np.vstack([rng.normal(loc=c, scale=0.4, size=(100, 2)) for c in [(0, 0), (3, 1), (1, 4)]])
k = 3

def assign(X, centroids):
    distances = np.linalg.norm(X - centroids, axis=1)
    return np.argmin(distances, axis=1)

def update(X, labels):
    return np.array([X[labels == j].mean(axis=0) for j in range(k)])

centroids = X[[0, 120, 250]]
for step in range(10):
    labels = assign(X, centroids)
    centroids = update(X, labels)
print(centroids)
