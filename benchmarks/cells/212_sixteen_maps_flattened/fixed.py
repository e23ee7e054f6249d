import torch
import torch.nn as nn
import torch.nn.functional as F


class ConvNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, kernel_size=5)
        self.conv2 = nn.Conv2d(16, 24, kernel_size=5)
        self.dropout = nn.Dropout2d(p=0.3)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(24 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, num_classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.dropout(x)
        x = self.pool(F.relu(self.conv2(x)))
        x = self.dropout(x)
        x = x.view(x.size(0), 5 * 5 * 24)
        x = F.relu(self.fc1(x))
        return self.fc2(x)


net = ConvNet()
batch = torch.randn(16, 3, 32, 32)
print(net(batch).shape)
