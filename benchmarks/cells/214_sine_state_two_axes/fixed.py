import math
import torch
from torch import nn


class SineLSTM(nn.Module):
    def __init__(self, units=51):
        super().__init__()
        self.units = units
        self.lstm = nn.LSTM(1, units, batch_first=True)
        self.linear = nn.Linear(units, 1)

    def forward(self, waves):
        h0 = torch.zeros(1, waves.size(0), self.units)
        c0 = torch.zeros(1, waves.size(0), self.units)
        out, _ = self.lstm(waves, (h0, c0))
        return self.linear(out)


phase = torch.rand(12, 1) * 2 * math.pi
waves = torch.sin(torch.linspace(0, 12, 60) + phase).unsqueeze(-1)
model = SineLSTM()
predicted = model(waves[:, :-1])
error = nn.functional.mse_loss(predicted, waves[:, 1:])
print(predicted.shape, error.item())
