import numpy as np

rng = np.random.default_rng(0)
words = ["the", "cat", "sat", "on", "the", "mat"]
emb = rng.normal(size=(len(words), 16))
W_q, W_k, W_v = rng.normal(size=(3, 16, 8)) / 4


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum(axis=-1)


scores = (emb @ W_q) @ (emb @ W_k).T / np.sqrt(8)
weights = softmax(scores)
context = weights @ (emb @ W_v)
for word, row in zip(words, weights):
    print(f"{word:>4}", row.round(2))
print(context.shape)
