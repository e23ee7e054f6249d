import torch
import torch.nn as nn
from torch.utils.data import TensorDataset, DataLoader

batch_size = 32
n_features = 4
look_back = 10

class StockLSTM(nn.Module):
    def __init__(self, input_dim, hidden_dim, num_layers, batch_size):
        super(StockLSTM, self).__init__()
        self.hidden_dim = hidden_dim
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.lstm = nn.LSTM(input_dim, hidden_dim, num_layers, batch_first=True)
        self.linear = nn.Linear(hidden_dim, 1)

    def init_hidden(self):
        return (torch.zeros(self.num_layers, self.batch_size, self.hidden_dim),
                torch.zeros(self.num_layers, self.batch_size, self.hidden_dim))

    def forward(self, x):
        self.hidden = self.init_hidden()
        out, self.hidden = self.lstm(x, self.hidden)
        return self.linear(out[:, -1, :])

prices = torch.randn(110, n_features).cumsum(0)
X = torch.stack([prices[i:i + look_back] for i in range(100)])
Y = prices[look_back:, :1]
train_loader = DataLoader(TensorDataset(X, Y), batch_size=batch_size, shuffle=False)

model = StockLSTM(n_features, 24, 2, batch_size)
loss_fn = nn.MSELoss()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(1):
    for xb, yb in train_loader:
        y_pred = model(xb)
        loss = loss_fn(y_pred, yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print("Epoch ", epoch, "MSE: ", loss.item())
