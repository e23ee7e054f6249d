import torch
import torch.nn as nn
import torch.nn.functional as F


class CrossAttention(nn.Module):
    def __init__(self, dim, ctx_dim, heads=4):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(dim, dim)
        self.kv = nn.Linear(ctx_dim, 2 * dim)
        self.out = nn.Linear(dim, dim)

    def split(self, t):
        b, n, d = t.shape
        return t.reshape(b, n, self.heads, d // self.heads).permute(0, 2, 1, 3)

    def merge(self, t):
        b, h, n, d = t.shape
        return t.permute(0, 2, 1, 3).reshape(b, n, h * d)

    def forward(self, x, context):
        k, v = self.kv(context).chunk(2, dim=-1)
        y = F.scaled_dot_product_attention(self.split(self.q(x)), self.split(k), self.split(v))
        return self.out(self.merge(y))


layer = CrossAttention(48, 64)
pixels, words = torch.randn(2, 36, 48), torch.randn(2, 11, 64)
print((pixels + layer(pixels, words)).shape)
