import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

X = torch.randn(64, 6)
y = (X[:, 0] > 1).float()
w = torch.where(y > 0, 5.0, 1.0).unsqueeze(1)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(6, 16)
        self.l2 = nn.Linear(16, 1)
    def forward(self, x):
        return self.l2(torch.relu(self.l1(x))).flatten()

net = Net()
crit = nn.BCEWithLogitsLoss(reduction='none')
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for xb, yb, wb in DataLoader(TensorDataset(X, y, w), batch_size=16, shuffle=True):
    raw = crit(net(xb), yb)
    loss = (raw * wb).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"{loss.item():.4f}")
