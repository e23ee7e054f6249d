import torch
from torch import nn, einsum

class Attention(nn.Module):
    def __init__(self, dim, heads=4, dim_head=16):
        super().__init__()
        inner = heads * dim_head
        self.heads, self.scale = heads, dim_head ** -0.5
        self.to_qkv = nn.Linear(dim, inner * 3, bias=False)
        self.to_out = nn.Linear(inner, dim)

    def forward(self, x):
        b, n, _ = x.shape
        q, k, v = (t.reshape(b, n, self.heads, -1).transpose(1, 2) for t in self.to_qkv(x).chunk(3, dim=-1))
        dots = einsum('bhid,bhjd->bhij', q, k) * self.scale
        out = einsum('bhij,bhjd->bhid', dots.softmax(dim=-1), v)
        return self.to_out(out.transpose(1, 2).reshape(b, n, -1))

class Residual(nn.Module):
    def __init__(self, fn, dim):
        super().__init__()
        self.fn, self.norm = fn, nn.LayerNorm(dim)

    def forward(self, x):
        return x + self.fn(self.norm(x))

layers = nn.Sequential(*(Residual(Attention(32), 32) for _ in range(2)))
print(layers(torch.randn(2, 10, 32)).std())
