import torch
import torch.nn as nn
import torch.nn.functional as F


class SignNet(nn.Module):
    def __init__(self, n_classes=43):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.conv3 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(4096, 128)
        self.bn = nn.BatchNorm1d(128)
        self.fc2 = nn.Linear(128, n_classes)

    def forward(self, x):
        for conv in (self.conv1, self.conv2, self.conv3):
            x = F.max_pool2d(F.relu(conv(x)), 2)
        x = x.flatten(1)
        x = self.fc1(x)
        x = F.relu(self.bn(x))
        return self.fc2(x)


signs = torch.rand(8, 3, 64, 64)
labels = torch.randint(0, 43, (8,))
net = SignNet()
logits = net(signs)
loss = nn.CrossEntropyLoss()(logits, labels)
loss.backward()
print(loss.item())
