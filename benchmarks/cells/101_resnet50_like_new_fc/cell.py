# finetuning on my own 10 classes
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        out = planes * self.expansion
        self.body = nn.Sequential(
            nn.Conv2d(inplanes, planes, 1, bias=False), nn.BatchNorm2d(planes), nn.ReLU(inplace=True),
            nn.Conv2d(planes, planes, 3, stride, 1, bias=False), nn.BatchNorm2d(planes), nn.ReLU(inplace=True),
            nn.Conv2d(planes, out, 1, bias=False), nn.BatchNorm2d(out))
        self.down = nn.Sequential(nn.Conv2d(inplanes, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return torch.relu(self.body(x) + self.down(x))


class Backbone(nn.Module):
    def __init__(self, num_classes=1000):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = Bottleneck(64, 64)
        self.layer2 = Bottleneck(256, 512, 2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(2048, num_classes)

    def forward(self, x):
        x = self.pool(self.stem(x))
        x = self.layer2(self.layer1(x))
        x = torch.flatten(self.avgpool(x), 1)
        return self.fc(x)


class FakeFlowers(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, i):
        return torch.rand(3, 64, 64), i % 10


model = Backbone()
for p in model.parameters():
    p.requires_grad = False
model.fc = nn.Linear(512, 10)

opt = torch.optim.Adam(model.fc.parameters(), lr=1e-3)
for imgs, y in DataLoader(FakeFlowers(), batch_size=4):
    loss = nn.functional.cross_entropy(model(imgs), y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
