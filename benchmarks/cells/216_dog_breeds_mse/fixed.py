import torch
import torch.nn as nn
import torch.nn.functional as F


class BreedNet(nn.Module):
    def __init__(self, breeds=133):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(4)
        self.fc = nn.Linear(32 * 4 * 4, breeds)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc(x.flatten(1))


model = BreedNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
photos = torch.rand(10, 3, 64, 64)
breeds = torch.randint(0, 133, (10,))

for epoch in range(2):
    optimizer.zero_grad()
    output = model(photos)
    loss = criterion(output, breeds)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
