import torch
import torch.nn as nn


class Head(nn.Module):
    def __init__(self, dim, size):
        super().__init__()
        self.key = nn.Linear(dim, size, bias=False)
        self.query = nn.Linear(dim, size, bias=False)
        self.value = nn.Linear(dim, size, bias=False)

    def forward(self, x):
        wei = self.query(x) @ self.key(x).mT * x.size(-1) ** -0.5
        return wei.softmax(-1) @ self.value(x)


class MultiHead(nn.Module):
    def __init__(self, dim, n):
        super().__init__()
        self.heads = nn.ModuleList([Head(dim, dim // n) for _ in range(n)])
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        return self.proj(torch.cat([h(x) for h in self.heads], dim=2))


sentence = torch.randn(11, 48)   # one sentence: words, features
print(MultiHead(48, 6)(sentence).shape)
