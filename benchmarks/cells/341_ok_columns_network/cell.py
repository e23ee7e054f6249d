import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(4, 90))
Y = np.eye(3)[X[:3].argmax(axis=0)].T

sizes = [4, 16, 3]
W = [rng.normal(size=(o, i)) / np.sqrt(i) for i, o in zip(sizes, sizes[1:])]
b = [np.zeros((o, 1)) for o in sizes[1:]]

for epoch in range(60):
    A = [X]
    for k, (w, c) in enumerate(zip(W, b)):
        z = w @ A[-1] + c
        A.append(np.tanh(z) if k == 0 else np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0))
    delta = (A[-1] - Y) / X.shape[1]
    for k in reversed(range(len(W))):
        grad_w, grad_b = delta @ A[k].T, delta.sum(axis=1, keepdims=True)
        delta = W[k].T @ delta * (1 - A[k] ** 2)
        W[k] -= 0.5 * grad_w
        b[k] -= 0.5 * grad_b
print("accuracy", (A[-1].argmax(axis=0) == Y.argmax(axis=0)).mean())
