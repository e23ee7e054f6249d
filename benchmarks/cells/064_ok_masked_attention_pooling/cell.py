import torch
import torch.nn as nn


class Pooler(nn.Module):
    def __init__(self, vocab, dim=32, heads=4):
        super().__init__()
        self.heads = heads
        self.emb = nn.Embedding(vocab, dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.score = nn.Linear(dim, 1)
        self.fc = nn.Linear(dim, 3)

    def locked_dropout(self, x, p=0.2):
        if not self.training:
            return x
        keep = x.new_empty(x.size(0), 1, x.size(2)).bernoulli_(1 - p)
        return x * keep / (1 - p)

    def attend(self, x, pad):
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        causal = torch.ones(t, t, dtype=torch.bool).tril()
        allowed = causal & ~pad[:, None, None, :]
        weights = (q @ k.mT / (d // self.heads) ** 0.5).masked_fill(~allowed, -1e9).softmax(dim=-1)
        return (weights @ v).transpose(1, 2).reshape(b, t, d)

    def forward(self, ids):
        pad = ids == 0
        x = self.locked_dropout(self.emb(ids))
        x = x + self.attend(x, pad)
        w = self.score(x).masked_fill(pad.unsqueeze(-1), -1e9).softmax(dim=1)
        return self.fc((w * x).sum(dim=1))


ids = torch.randint(1, 60, (5, 13))
for row, n in enumerate((13, 9, 4, 12, 7)):
    ids[row, n:] = 0
model = Pooler(60)
loss = nn.functional.cross_entropy(model(ids), torch.tensor([0, 1, 2, 1, 0]))
loss.backward()
print(loss.item(), model.eval()(ids).argmax(1).tolist())
