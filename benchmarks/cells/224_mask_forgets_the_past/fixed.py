import torch
from torch import nn


class CachedAttention(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.dim = dim
        self.qkv = nn.Linear(dim, 3 * dim)

    def forward(self, x, past=None):
        t = x.size(1)
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        if past is not None:
            k = torch.cat([past[0], k], dim=1)
            v = torch.cat([past[1], v], dim=1)
        mask = torch.ones(t, k.size(1)).triu(k.size(1) - t + 1).bool()
        scores = q @ k.transpose(1, 2) / self.dim ** 0.5
        scores = scores.masked_fill(mask, float("-inf"))
        return scores.softmax(dim=-1) @ v, (k, v)


layer = CachedAttention()
prompt = torch.randn(1, 7, 32)
out, cache = layer(prompt)
for chunk in torch.randn(3, 1, 2, 32):
    out, cache = layer(chunk, cache)
    print(out.shape, cache[0].shape)
