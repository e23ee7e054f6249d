import numpy as np


def encode(codes):
    kinds = np.unique(codes)
    return (codes[:, None] == kinds).astype(float)


def assemble(numeric, *categorical):
    blocks = [numeric]
    for codes in categorical:
        blocks.append(encode(codes))
    return np.vstack(blocks)


rng = np.random.default_rng(0)
numeric = rng.random((200, 4))
city = np.tile(np.arange(5), 40)
fuel = np.tile(np.arange(2), 100)
features = assemble(numeric, city, fuel)
print(features.shape)
w, *_ = np.linalg.lstsq(features, rng.random(200), rcond=None)
print(np.round(w, 2))
