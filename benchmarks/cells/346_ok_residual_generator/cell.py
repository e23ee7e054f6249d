import numpy as np


def make_batches(*arrays, size, rng):
    order = rng.permutation(len(arrays[0]))
    for start in range(0, len(order), size):
        rows = order[start:start + size]
        yield tuple(a[rows] for a in arrays)


def linear(n_in, n_out, rng):
    w, b = rng.normal(size=(n_in, n_out)) * 0.1, np.zeros((1, n_out))

    def step(x, grad=None, lr=0.05):
        nonlocal w, b
        if grad is None:
            return x @ w + b
        back = grad @ w.T
        w = w - lr * x.T @ grad / len(x)
        b = b - lr * grad.mean(axis=0, keepdims=True)
        return back

    return step


rng = np.random.default_rng(0)
x = rng.uniform(-1, 1, (70, 3))
y = (x ** 2).sum(axis=1, keepdims=True)
first, second = linear(3, 12, rng), linear(12, 1, rng)
for epoch in range(20):
    losses = []
    for xb, yb in make_batches(x, y, size=32, rng=rng):
        h = np.maximum(first(xb), 0)
        err = second(h) - yb
        first(xb, grad=second(h, grad=err) * (h > 0))
        losses.append(float((err ** 2).mean()))
print(np.mean(losses))
