import torch
import torch.nn as nn


class MultiHead(nn.Module):
    def __init__(self, emb_size, heads):
        super().__init__()
        self.emb_size, self.heads = emb_size, heads
        self.head_dim = emb_size // heads
        self.to_q = nn.Linear(emb_size, emb_size, bias=False)
        self.to_k = nn.Linear(emb_size, emb_size, bias=False)
        self.to_v = nn.Linear(emb_size, emb_size, bias=False)
        self.fc_out = nn.Linear(emb_size, emb_size)

    def split(self, t):
        n, length, _ = t.shape
        return t.view(n, length, self.heads, self.head_dim).transpose(1, 2)

    def forward(self, x):
        q, k, v = self.split(self.to_q(x)), self.split(self.to_k(x)), self.split(self.to_v(x))
        att = torch.softmax(q @ k.transpose(2, 3) / self.head_dim ** 0.5, dim=-1)
        out = (att @ v).transpose(1, 2).reshape(x.shape)
        return self.fc_out(out)


class Block(nn.Module):
    def __init__(self, emb_size, heads):
        super().__init__()
        self.att = MultiHead(emb_size, heads)
        self.norm = nn.LayerNorm(emb_size)

    def forward(self, x):
        return self.norm(x + self.att(x))


config = dict(emb_size=100, heads=8)
encoder = nn.Sequential(*[Block(**config) for _ in range(3)])
x = torch.randn(2, 9, 100)
print(encoder(x).shape)
