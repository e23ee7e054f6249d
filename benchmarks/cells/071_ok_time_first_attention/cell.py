import torch
import torch.nn as nn


class TimeFirst(nn.Module):
    def __init__(self, features, dim=32):
        super().__init__()
        self.inp = nn.Linear(features, dim)
        self.pos = nn.Embedding(64, dim)
        self.mha = nn.MultiheadAttention(dim, 4)
        self.score = nn.Linear(dim, 1)
        self.out = nn.Linear(dim, 2)

    def forward(self, x):
        steps = x.size(0)
        h = self.inp(x) + self.pos(torch.arange(steps)).unsqueeze(1)
        h = h + self.mha(h, h, h, need_weights=False)[0]
        weights = torch.softmax(self.score(h), dim=0)
        return self.out((weights * h).sum(dim=0))


recordings = [torch.randn(9, 6) for _ in range(9)]
batch = torch.stack(recordings, dim=1)
logits = TimeFirst(6)(batch)
print(logits.shape, nn.functional.cross_entropy(logits, torch.tensor([0, 1, 0, 1, 1, 0, 1, 0, 0])).item())
