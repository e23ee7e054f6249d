import torch
from torch import nn


class ScaleBlock(nn.Module):
    def __init__(self, c_in, width, scale=4, stride=1, first=False):
        super().__init__()
        self.width, self.scale, self.first = width, scale, first
        self.reduce = nn.Conv2d(c_in, width * scale, 1, bias=False)
        self.norm = nn.BatchNorm2d(width * scale)
        self.convs = nn.ModuleList(
            nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False) for _ in range(scale - 1)
        )
        self.pool = nn.AvgPool2d(kernel_size=3, stride=stride)
        self.expand = nn.Conv2d(width * scale, 2 * width * scale, 1, bias=False)

    def forward(self, x):
        parts = self.norm(self.reduce(x)).relu().split(self.width, 1)
        outs, carry = [], 0
        for conv, part in zip(self.convs, parts):
            carry = conv(part if self.first else carry + part).relu()
            outs.append(carry)
        outs.append(self.pool(parts[-1]) if self.first else parts[-1])
        return self.expand(torch.cat(outs, 1))


stage = nn.Sequential(
    ScaleBlock(64, 16, stride=2, first=True),
    ScaleBlock(128, 16),
)
print(stage(torch.randn(2, 64, 32, 32)).shape)
