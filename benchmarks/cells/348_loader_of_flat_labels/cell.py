import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(0)
X = rng.normal(size=(64, 8))
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = (X[:, 0] + X[:, 1] > 0).astype(np.float32)

X = torch.tensor(X, dtype=torch.float32)
y = torch.tensor(y)
loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)

net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(2):
    for inputs, labels in loader:
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
print(loss.item())
