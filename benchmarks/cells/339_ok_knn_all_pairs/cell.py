import numpy as np

rng = np.random.default_rng(0)
X_train = rng.normal(size=(60, 3))
y_train = (X_train[:, 0] > 0).astype(int)
X_test = rng.normal(size=(20, 3))

diff = X_test[:, np.newaxis] - X_train
dist = np.sqrt((diff ** 2).sum(axis=-1))
fast = np.sqrt(np.maximum((X_test ** 2).sum(1, keepdims=True) + (X_train ** 2).sum(1) - 2 * X_test @ X_train.T, 0))
assert np.allclose(dist, fast)

nearest = np.argsort(dist, axis=1)[:, :5]
votes = y_train[nearest]
predicted = (votes.mean(axis=1) > 0.5).astype(int)
confusion = np.zeros((2, 2), int)
np.add.at(confusion, ((X_test[:, 0] > 0).astype(int), predicted), 1)
print(confusion)
