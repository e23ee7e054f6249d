import numpy as np

rng = np.random.default_rng(42)
X = rng.normal(size=(120, 3))
y = 4 + X @ np.array([1.5, -2.0, 0.3]) + rng.normal(scale=0.1, size=120)

X_train, X_test = X[:100], X[100:]
y_train, y_test = y[:100], y[100:]

# add x0 = 1
X_b = np.c_[np.ones(len(X_train)), X_train]
theta = np.zeros(4)
eta = 0.1
for it in range(200):
    gradients = 2 / len(X_b) * X_b.T.dot(X_b.dot(theta) - y_train)
    theta = theta - eta * gradients
print("theta", theta)

y_predict = X_test.dot(theta)
print("test mse", np.mean((y_predict - y_test) ** 2))
