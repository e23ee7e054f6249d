import torch
import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, vocab, hidden=16):
        super().__init__()
        self.emb = nn.Embedding(vocab, 24)
        self.gru = nn.GRU(24, hidden, num_layers=2, batch_first=True, bidirectional=True)
        self.frame = nn.Sequential(nn.Linear(2 * hidden, 20), nn.BatchNorm1d(20), nn.ReLU())
        self.fc = nn.Linear(2 * hidden + 20, 5)

    def forward(self, ids):
        out, h = self.gru(self.emb(ids))
        n, steps, width = out.shape
        h = h.view(2, 2, n, -1)[-1].transpose(0, 1).reshape(n, -1)
        framewise = self.frame(out.reshape(n * steps, width)).view(n, steps, -1)
        return self.fc(torch.cat([h, framewise.amax(dim=1)], dim=1))


ids = torch.randint(0, 50, (12, 12))
model = Encoder(50)
logits = model(ids)
loss = nn.functional.cross_entropy(logits, torch.randint(0, 5, (12,)))
loss.backward()
print(logits.argmax(1).tolist(), loss.item())
