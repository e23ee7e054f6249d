import torch
import torch.nn as nn
import torch.nn.functional as F

text = "the quick brown fox jumps over the lazy dog " * 6
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}
V = len(chars)
encoded = torch.tensor([stoi[c] for c in text])


def get_batch(n, length):
    starts = torch.randint(0, len(encoded) - length - 1, (n,))
    x = torch.stack([encoded[s:s + length] for s in starts])
    y = torch.stack([encoded[s + 1:s + length + 1] for s in starts])
    return x, y


class CharGRU(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(V, 24)
        self.gru = nn.GRU(24, 48, batch_first=True)
        self.out = nn.Linear(48, V)

    def forward(self, x):
        h, _ = self.gru(self.emb(x))
        return self.out(h)


model = CharGRU()
x, y = get_batch(8, 20)
logits = model(x)
print(F.cross_entropy(logits.flatten(0, 1), y.flatten()))
