import torch
from torch import nn
from torch.nn import functional as F


class Forecaster(nn.Module):
    def __init__(self, n_features, window, horizon, width=32):
        super().__init__()
        self.lift = nn.Linear(n_features, width)
        self.position = nn.Parameter(torch.zeros(1, window, width))
        layer = nn.TransformerEncoderLayer(width, 4, 64, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.step = nn.Linear(window, horizon)
        self.value = nn.Linear(width, 1)

    def forward(self, past):
        h = self.lift(past) + self.position
        h = self.encoder(h)
        h = self.step(h.transpose(1, 2)).transpose(1, 2)
        return self.value(h)


torch.manual_seed(3)
window, horizon = 48, 12
model = Forecaster(5, window, horizon)
past = torch.randn(16, window, 5)
future = torch.randn(16, horizon)
predicted = model(past)
mae = (predicted.squeeze(-1) - future).abs().mean()
mae.backward()
print(mae.item())
