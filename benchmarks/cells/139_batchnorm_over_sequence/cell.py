import torch
import torch.nn as nn

class Embedder(nn.Module):
    def __init__(self, n_in=9, d=32):
        super().__init__()
        self.lin = nn.Linear(n_in, d)
        self.bn = nn.BatchNorm1d(d)
        self.act = nn.GELU()

    def forward(self, x):
        x = self.lin(x)
        x = self.bn(x)
        return self.act(x)

class HARModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = Embedder()
        enc = nn.TransformerEncoderLayer(d_model=32, nhead=4, dim_feedforward=64, batch_first=True)
        self.encoder = nn.TransformerEncoder(enc, num_layers=2)
        self.fc = nn.Linear(32, 6)
    def forward(self, x):           # (B, 128, 9) smartphone window
        z = self.encoder(self.embed(x))
        return self.fc(z.mean(dim=1))

m = HARModel()
win = torch.randn(16, 128, 9)
print(m(win).shape)
