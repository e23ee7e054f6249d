import torch
from torch import nn


class SelfAttention(nn.Module):
    def __init__(self, k, heads):
        super().__init__()
        self.k, self.heads = k, heads
        self.tokeys = nn.Linear(k, k, bias=False)
        self.toqueries = nn.Linear(k, k, bias=False)
        self.tovalues = nn.Linear(k, k, bias=False)
        self.unifyheads = nn.Linear(k, k)

    def forward(self, x):
        b, t, k = x.size()
        h, s = self.heads, self.k // self.heads
        keys = self.tokeys(x).view(b, t, h, s).transpose(1, 2)
        queries = self.toqueries(x).view(b, t, h, s).transpose(1, 2)
        values = self.tovalues(x).view(b, t, h, s).transpose(1, 2)
        dot = queries @ keys.transpose(2, 3) / s ** 0.5
        dot = torch.softmax(dot, dim=-1)
        out = (dot @ values).transpose(1, 2).contiguous().view(b, t, k)
        return self.unifyheads(out)


class TransformerBlock(nn.Module):
    def __init__(self, k, heads):
        super().__init__()
        self.attention = SelfAttention(k, heads)
        self.norm1, self.norm2 = nn.LayerNorm(k), nn.LayerNorm(k)
        self.ff = nn.Sequential(nn.Linear(k, 4 * k), nn.ReLU(), nn.Linear(4 * k, k))

    def forward(self, x):
        x = self.norm1(self.attention(x) + x)
        return self.norm2(self.ff(x) + x)


blocks = nn.Sequential(TransformerBlock(32, 4), TransformerBlock(32, 4))
print(blocks(torch.randn(5, 14, 32)).shape)
