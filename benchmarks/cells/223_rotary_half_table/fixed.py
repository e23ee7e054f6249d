import torch
from torch import nn


def rotate_half(x):
    a, b = x.chunk(2, dim=-1)
    return torch.cat((-b, a), dim=-1)


class Rotary(nn.Module):
    def __init__(self, dim, base=10000):
        super().__init__()
        self.register_buffer("inv_freq", 1.0 / base ** (torch.arange(0, dim, 2).float() / dim))

    def forward(self, length):
        t = torch.arange(length, dtype=torch.float32)
        freqs = torch.outer(t, self.inv_freq)
        emb = torch.cat((freqs, freqs), dim=-1)[None, None]
        return emb.cos(), emb.sin()


def apply_rotary(q, k, cos, sin):
    q = q * cos + rotate_half(q) * sin
    k = k * cos + rotate_half(k) * sin
    return q, k


q, k = torch.randn(2, 4, 20, 64), torch.randn(2, 4, 20, 64)
rotary = Rotary(64)
cos, sin = rotary(q.size(2))
q, k = apply_rotary(q, k, cos, sin)
print((q @ k.mT).softmax(-1).shape)
