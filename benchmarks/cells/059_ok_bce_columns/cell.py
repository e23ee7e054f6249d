import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

X = torch.randn(41, 7)
y = (X.sum(dim=1, keepdim=True) > 0).float()
loader = DataLoader(TensorDataset(X, y), batch_size=10)
model = nn.Sequential(nn.Linear(7, 16), nn.LayerNorm(16), nn.ReLU(), nn.Linear(16, 1))
positive = y.mean()
criterion = nn.BCEWithLogitsLoss(pos_weight=((1 - positive) / positive).view(1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(2):
    hits, total = 0, 0.0
    for inputs, targets in loader:
        optimizer.zero_grad()
        logits = model(inputs)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        hits += ((logits > 0) == targets.bool()).sum().item()
        total += loss.item() * inputs.size(0)
    print(epoch, total / len(X), hits / len(X))
