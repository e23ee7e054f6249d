import numpy as np

SIZE = 8


def patches(img, size=SIZE):
    h, w, c = img.shape
    grid = img.reshape(h // size, size, w // size, size, c)
    return grid.swapaxes(1, 2).reshape(-1, size * size * c)


def whiten(p, eps=0.1):
    p = p - p.mean(axis=0)
    cov = p.T @ p / len(p)
    vals, vecs = np.linalg.eigh(cov)
    return p @ (vecs / np.sqrt(vals + eps)) @ vecs.T


photo = np.random.rand(40, 56, 3)
scan = np.random.rand(40, 56, 1).repeat(3, axis=2)
table = np.concatenate([patches(photo), patches(scan)])
white = whiten(table)
print(table.shape, white.std())
