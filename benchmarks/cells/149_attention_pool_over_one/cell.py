import torch
import torch.nn as nn
import torch.nn.functional as F

class AttnPool(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.proj = nn.Linear(dim, dim)
        self.score = nn.Linear(dim, 1, bias=False)

    def forward(self, h):
        e = self.score(torch.tanh(self.proj(h)))      # (B, T, 1)
        a = F.softmax(e, dim=-1)
        return (a * h).sum(dim=1), a

class Tagger(nn.Module):
    def __init__(self, n_words=300, n_cls=3):
        super().__init__()
        self.emb = nn.Embedding(n_words, 20)
        self.rnn = nn.LSTM(20, 25, batch_first=True, bidirectional=True)
        self.pool = AttnPool(50)
        self.fc = nn.Linear(50, n_cls)
    def forward(self, x):
        h, _ = self.rnn(self.emb(x))
        ctx, attn = self.pool(h)
        return self.fc(ctx), attn

m = Tagger()
logits, attn = m(torch.randint(0, 300, (7, 15)))
print(logits.shape, attn.shape, attn.sum(1)[:2])
F.cross_entropy(logits, torch.randint(0, 3, (7,))).backward()
