import torch
import torch.nn as nn


class Heads(nn.Module):
    def __init__(self, width=40, heads=5):
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x):
        n, steps, width = x.shape
        q, k, v = self.qkv(x).chunk(3, dim=2)
        q = q.reshape(n, self.heads, steps, self.size)
        k = k.reshape(n, self.heads, steps, self.size)
        v = v.reshape(n, self.heads, steps, self.size)
        a = (q @ k.transpose(-1, -2) * self.size ** -0.5).softmax(-1)
        y = (a @ v).transpose(1, 2).reshape(n, steps, width)
        return self.out(y)


print(Heads()(torch.randn(3, 12, 40)).shape)
