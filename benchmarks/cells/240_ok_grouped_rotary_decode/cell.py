import torch
import torch.nn.functional as F
from torch import nn


def rotary(x, start):
    half = x.size(-1) // 2
    at = torch.arange(start, start + x.size(2)).float()
    angle = at[:, None] / 10000 ** (torch.arange(half) / half)
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()], dim=-1)


class Attention(nn.Module):
    def __init__(self, dim=64, heads=8, kv_heads=2):
        super().__init__()
        self.heads, self.kv_heads, self.size = heads, kv_heads, dim // heads
        self.q = nn.Linear(dim, dim, bias=False)
        self.kv = nn.Linear(dim, 2 * kv_heads * self.size, bias=False)
        self.o = nn.Linear(dim, dim, bias=False)

    def forward(self, x, cache=None):
        b, t, d = x.shape
        past = 0 if cache is None else cache[0].size(2)
        q = rotary(self.q(x).view(b, t, self.heads, -1).transpose(1, 2), past)
        k, v = self.kv(x).view(b, t, 2, self.kv_heads, -1).permute(2, 0, 3, 1, 4)
        k = rotary(k, past)
        if cache is not None:
            k, v = torch.cat([cache[0], k], dim=2), torch.cat([cache[1], v], dim=2)
        groups = self.heads // self.kv_heads
        keys, values = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
        seen = torch.ones(t, past + t, dtype=torch.bool).tril(past)
        out = F.scaled_dot_product_attention(q, keys, values, attn_mask=seen)
        return self.o(out.transpose(1, 2).reshape(b, t, d)), (k, v)


layer = Attention()
y, cache = layer(torch.randn(8, 8, 64))
for _ in range(3):
    y, cache = layer(y[:, -1:], cache)
print(y.shape, cache[0].shape)
