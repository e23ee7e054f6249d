import torch
import torch.nn as nn
from typing import ClassVar


class BaseNet(nn.Module):
    feature_dim: ClassVar[int] = 64

    def __init__(self, in_ch: int, num_classes: int) -> None:
        super().__init__()
        self.features = self.make_features(in_ch)
        self.dropout = nn.Dropout(0.25)
        self.classifier = nn.Linear(self.feature_dim, num_classes)

    def make_features(self, in_ch: int) -> nn.Module:
        return nn.Sequential(nn.Conv2d(in_ch, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.features(x).amax(dim=(-2, -1))
        return self.classifier(self.dropout(x))


class WideNet(BaseNet):
    feature_dim = 96

    def make_features(self, in_ch):
        return nn.Sequential(
            nn.Conv2d(in_ch, 48, 3), nn.ReLU(),
            nn.Conv2d(48, 96, 3), nn.ReLU(),
        )


for cls in (BaseNet, WideNet):
    net = cls(1, 10)
    n = sum(p.numel() for p in net.parameters())
    print(cls.__name__, n, net(torch.rand(2, 1, 28, 28)).shape)
