import torch
import torch.nn as nn
from torch.utils.data import TensorDataset, DataLoader

torch.manual_seed(0)
x = torch.rand(64, 6)
y = x @ torch.tensor([1.0, -2.0, 0.5, 3.0, 0.0, 1.0]) + 0.1 * torch.randn(64)

model = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 1))
loss_fn = nn.MSELoss()
optim = torch.optim.Adam(model.parameters(), lr=1e-2)
loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)

for epoch in range(2):
    for xb, yb in loader:
        pred = model(xb)
        loss = loss_fn(pred, yb)
        optim.zero_grad()
        loss.backward()
        optim.step()
    print(f"epoch {epoch + 1}, loss {loss.item():.4f}")
