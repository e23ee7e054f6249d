import numpy as np

rng = np.random.default_rng(3)
X = np.concatenate([rng.normal(c, 0.6, (30, 2)) for c in ((0, 0), (2, 2), (0, 3))])
t = np.repeat([0, 1, 2], 30)
T = np.eye(3)[t]

softmax = lambda z: np.exp(z) / np.exp(z).sum(axis=1)
loss = lambda p: -(T * np.log(p)).sum() / len(T)

W, b = np.zeros((2, 3)), np.zeros(3)
for i in range(50):
    P = softmax(X @ W + b)
    G = (P - T) / len(X)
    W -= 0.5 * X.T @ G
    b -= 0.5 * G.sum(0)
    if i % 10 == 0:
        print(i, loss(P))
