import torch
from torch import nn, einsum

class CrossAttention(nn.Module):
    def __init__(self, query_dim, context_dim=None, heads=4, dim_head=16):
        super().__init__()
        inner_dim = dim_head * heads
        context_dim = context_dim if context_dim is not None else query_dim
        self.scale = dim_head ** -0.5
        self.heads = heads
        self.to_q = nn.Linear(query_dim, inner_dim, bias=False)
        self.to_k = nn.Linear(context_dim, inner_dim, bias=False)
        self.to_v = nn.Linear(context_dim, inner_dim, bias=False)
        self.to_out = nn.Linear(inner_dim, query_dim)

    def split(self, t):
        b, n, _ = t.shape
        return t.reshape(b, n, self.heads, -1).permute(0, 2, 1, 3).reshape(b * self.heads, n, -1)

    def forward(self, x, context=None):
        context = x if context is None else context
        q, k, v = self.split(self.to_q(x)), self.split(self.to_k(context)), self.split(self.to_v(context))
        sim = einsum('b i d, b j d -> b i j', q, k) * self.scale
        out = einsum('b i j, b j d -> b i d', sim.softmax(dim=-1), v)
        b, n, d = out.shape
        out = out.reshape(-1, self.heads, n, d).permute(0, 2, 1, 3).reshape(-1, n, self.heads * d)
        return self.to_out(out)

class BasicTransformerBlock(nn.Module):
    def __init__(self, dim, context_dim):
        super().__init__()
        self.attn1 = CrossAttention(dim)
        self.attn2 = CrossAttention(dim)
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
    def forward(self, x, context):
        x = self.attn1(self.norm1(x)) + x
        x = self.attn2(self.norm2(x), context=context) + x
        return x

block = BasicTransformerBlock(32, context_dim=77)
latents = torch.randn(2, 32, 8, 8).flatten(2).transpose(1, 2)
prompt = torch.randn(2, 12, 77)
print(block(latents, prompt).shape)
