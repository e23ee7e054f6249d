import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import TensorDataset, DataLoader

num_classes = 5
X = torch.randn(40, 3, 16, 16)
y = torch.randint(0, num_classes, (40,))
dl = DataLoader(TensorDataset(X, y), batch_size=10, shuffle=True)

model = nn.Sequential(
    nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(4),
    nn.Flatten(), nn.Linear(8 * 4 * 4, num_classes),
)
criterion = nn.BCEWithLogitsLoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)

for epoch in range(2):
    for data, target in dl:
        optimizer.zero_grad()
        output = model(data)
        loss = criterion(output, target.float())
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
