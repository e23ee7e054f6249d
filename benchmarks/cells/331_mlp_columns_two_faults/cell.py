import numpy as np

rng = np.random.default_rng(0)
r = rng.uniform(0, 2, 300)
phi = rng.uniform(0, 2 * np.pi, 300)
X = np.column_stack([r * np.cos(phi), r * np.sin(phi)])
y = (r > 1).astype(int).reshape(1, -1)

layers = {"W1": rng.normal(size=(5, 2)), "b1": np.zeros((5, 1)),
          "W2": rng.normal(size=(1, 5)), "b2": np.zeros((1, 1))}


def forward(X, p):
    a1 = np.tanh(p["W1"] @ X + p["b1"])
    a2 = 1 / (1 + np.exp(-(p["W2"] @ a1 + p["b2"])))
    return a1, a2


def gradients(X, y, p):
    a1, a2 = forward(X, p)
    m = y.shape[1]
    d2 = (a2 - y) / m
    d1 = (p["W2"].T @ d2) * (1 - a1 * a1)
    return {"W1": d1 @ X.T, "b1": d1.sum(axis=1), "W2": d2 @ a1.T, "b2": d2.sum(axis=1, keepdims=True)}


for step in range(100):
    grads = gradients(X, y, layers)
    for name in layers:
        layers[name] -= 1.0 * grads[name]
print("accuracy", ((forward(X, layers)[1] > 0.5) == y).mean())
