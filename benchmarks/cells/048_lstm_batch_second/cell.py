import torch
import torch.nn as nn


class StockLSTM(nn.Module):
    def __init__(self, input_dim=4, hidden_dim=32, num_layers=2, output_dim=1):
        super().__init__()
        self.lstm = nn.LSTM(input_dim, hidden_dim, num_layers, dropout=0.1)
        self.fc = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        out, (hn, cn) = self.lstm(x)
        return self.fc(out[:, -1, :])


def make_windows(data, lookback):
    xs, ys = [], []
    for i in range(len(data) - lookback):
        xs.append(data[i:i + lookback])
        ys.append(data[i + lookback, 0])
    return torch.stack(xs), torch.stack(ys).unsqueeze(1)


series = torch.randn(60, 4).cumsum(0)
x_train, y_train = make_windows(series, lookback=20)    # (40, 20, 4), (40, 1)
model = StockLSTM()
criterion = nn.MSELoss()
y_pred = model(x_train)
loss = criterion(y_pred, y_train)
loss.backward()
print(y_pred.shape, loss.item())
