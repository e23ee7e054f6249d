import numpy as np

# Coursera ML, exercise 1
data = np.array([[2104, 3, 399900], [1600, 3, 329900], [2400, 3, 369000],
                 [1416, 2, 232000], [3000, 4, 539900], [1985, 4, 299900]], dtype=float)
X = data[:, :2]
y = data[:, 2]
m = y.size

X = (X - X.mean(0)) / X.std(0)
ones = np.ones((m, 1))
X = np.concatenate((ones, X), axis=1)

theta = np.linalg.pinv(X.T.dot(X)).dot(X.T).dot(y)
print(theta)
