import torch
from torch import nn


class PriceForecaster(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.gru = nn.GRU(n_features, hidden_size, num_layers, batch_first=True)
        self.linear = nn.Linear(hidden_size, 1)

    def init_hidden(self, batch_size):
        return torch.zeros(1, batch_size, self.hidden_size)

    def forward(self, x):
        h0 = self.init_hidden(x.size(0))
        out, hn = self.gru(x, h0)
        return self.linear(out[:, -1])


def windows(series, length):
    return torch.stack([series[i:i + length] for i in range(len(series) - length)])


prices = torch.cumsum(torch.randn(70, 5), dim=0)
x = windows(prices, 30)
y = prices[30:, :1]
net = PriceForecaster(5, 32, num_layers=2)
loss = nn.functional.mse_loss(net(x), y)
print(loss.item())
