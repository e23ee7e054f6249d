import torch
import torch.nn as nn
import torch.nn.functional as F

V = 40

class LM(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(V, 24)
        self.gru = nn.GRU(24, 48)          # time first
        self.out = nn.Linear(48, V)
    def forward(self, tokens):
        x = self.emb(tokens.t())           # (T, B, E)
        y, _ = self.gru(x)
        return self.out(y)                 # (T, B, V)

model = LM()
opt = torch.optim.Adam(model.parameters(), 3e-3)
data = torch.randint(0, V, (8, 21))
for it in range(5):
    inp, tgt = data[:, :-1], data[:, 1:]
    logits = model(inp)
    loss = F.cross_entropy(logits.reshape(-1, V), tgt.t().reshape(-1))
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(it, round(loss.item(), 3), 'ppl', round(loss.exp().item(), 1))
