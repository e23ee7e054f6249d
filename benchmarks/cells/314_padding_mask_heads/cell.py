import numpy as np

rng = np.random.default_rng(1)
lengths = np.array([7, 4, 5])
batch, heads, time, dim = 3, 2, 7, 16
mask = np.arange(time) < lengths[:, None]


def attention(q, k, v, mask=None):
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ v, weights


q, k, v = rng.normal(size=(3, batch, heads, time, dim))
out, weights = attention(q, k, v, mask)
print(out.shape, weights[1, 0, 0].round(2))
