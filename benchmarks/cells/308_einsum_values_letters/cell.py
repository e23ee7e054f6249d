import numpy as np

B, T, H, D = 2, 10, 4, 8
rng = np.random.default_rng(0)


def project(x, w):
    return (x @ w).reshape(B, T, H, D)


x = rng.normal(size=(B, T, H * D))
wq, wk, wv, wo = (rng.normal(size=(H * D, H * D)) / np.sqrt(H * D) for _ in range(4))
q, k, v = project(x, wq), project(x, wk), project(x, wv)

scores = np.einsum("bqhd,bkhd->bhqk", q, k) / np.sqrt(D)
scores -= scores.max(-1, keepdims=True)
attn = np.exp(scores)
attn /= attn.sum(-1, keepdims=True)
ctx = np.einsum("bhqk,bhkd->bqhd", attn, v)
out = ctx.reshape(B, T, H * D) @ wo
print(out.shape)
