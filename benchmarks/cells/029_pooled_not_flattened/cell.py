import torch
from torch import nn


class DepthwiseBlock(nn.Module):
    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(c_in, c_in, 3, stride, 1, groups=c_in), nn.BatchNorm2d(c_in), nn.ReLU6(),
            nn.Conv2d(c_in, c_out, 1), nn.BatchNorm2d(c_out), nn.ReLU6(),
        )

    def forward(self, x):
        return self.net(x)


mobile = nn.Sequential(
    nn.Conv2d(3, 16, 3, 2, 1),
    *[DepthwiseBlock(c, 2 * c, 2) for c in (16, 32)],
    nn.AdaptiveAvgPool2d(1),
    nn.Dropout(0.2),
    nn.Linear(64, 20),
)

if __name__ == "__main__":
    mobile.eval()
    with torch.inference_mode():
        logits = mobile(torch.randn(2, 3, 64, 64))
    print(logits.shape)
