import numpy as np
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(0)
latent = rng.normal(size=(90, 3))
sensors = latent @ rng.normal(size=(3, 8)) + 0.1 * rng.normal(size=(90, 8))

X = StandardScaler().fit_transform(sensors)
pca = PCA(n_components=3).fit(X)
scores = pca.transform(X)

# reconstruct and look for anomalies
reconstructed = scores @ pca.components_.T + pca.mean_
error = ((X - reconstructed) ** 2).mean(axis=1)
print("suspicious rows:", np.argsort(error)[-5:])
