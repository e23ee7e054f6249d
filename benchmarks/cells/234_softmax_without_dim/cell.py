import torch
import torch.nn.functional as F
from torch import nn


class BatchedAttention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.q = nn.Linear(dim, dim)
        self.k = nn.Linear(dim, dim)
        self.v = nn.Linear(dim, dim)

    def forward(self, x):
        q, k, v = self.q(x), self.k(x), self.v(x)
        scores = torch.bmm(q, k.transpose(1, 2)) / x.size(-1) ** 0.5
        weights = F.softmax(scores)
        return torch.bmm(weights, v), weights


attend = BatchedAttention(24)
x = torch.randn(6, 11, 24)
out, weights = attend(x)
print(out.shape, weights.shape)
