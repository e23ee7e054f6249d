import torch
from torch import nn


class SpatialAttention(nn.Module):
    def __init__(self, n_dims, width=14, height=14, heads=4):
        super().__init__()
        self.heads = heads
        self.query = nn.Conv2d(n_dims, n_dims, 1)
        self.key = nn.Conv2d(n_dims, n_dims, 1)
        self.value = nn.Conv2d(n_dims, n_dims, 1)
        self.rel_h = nn.Parameter(torch.randn(1, heads, n_dims // heads, 1, height))
        self.rel_w = nn.Parameter(torch.randn(1, heads, n_dims // heads, width, 1))

    def forward(self, x):
        n, c, w, h = x.size()
        q = self.query(x).view(n, self.heads, c // self.heads, -1)
        k = self.key(x).view(n, self.heads, c // self.heads, -1)
        v = self.value(x).view(n, self.heads, c // self.heads, -1)
        content = torch.matmul(q.transpose(2, 3), k)
        position = (self.rel_h + self.rel_w).view(1, self.heads, c // self.heads, -1)
        position = torch.matmul(position.transpose(2, 3), q)
        weights = (content + position).softmax(dim=-1)
        return torch.matmul(v, weights.transpose(2, 3)).view(n, c, w, h)


stem = nn.Sequential(nn.Conv2d(3, 64, 7, stride=4, padding=3), nn.ReLU(), nn.MaxPool2d(4))
attend = SpatialAttention(64)
photos = torch.randn(2, 3, 256, 256)
print(attend(stem(photos)).shape)
