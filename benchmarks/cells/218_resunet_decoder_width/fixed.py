import torch
import torch.nn.functional as F
from torch import nn


class Stage(nn.Sequential):
    def __init__(self, c_in, c_out, stride):
        super().__init__(
            nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(c_out),
            nn.ReLU(inplace=True),
        )


class DecoderBlock(nn.Module):
    def __init__(self, c_in, c_skip, c_out):
        super().__init__()
        self.conv = Stage(c_in + c_skip, c_out, 1)

    def forward(self, x, skip):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        return self.conv(torch.cat([x, skip], dim=1))


class ResUNet(nn.Module):
    def __init__(self, n_classes=2, widths=(16, 32, 64, 128)):
        super().__init__()
        a, b, c, d = widths
        self.enc0 = Stage(3, a, 1)
        self.enc1 = Stage(a, b, 2)
        self.enc2 = Stage(b, c, 2)
        self.enc3 = Stage(c, d, 2)
        self.dec2 = DecoderBlock(d, c, c)
        self.dec1 = DecoderBlock(c, b, b)
        self.dec0 = DecoderBlock(b, a, a)
        self.final = nn.Conv2d(a, n_classes, 1)

    def forward(self, x):
        x0 = self.enc0(x)
        x1 = self.enc1(x0)
        x2 = self.enc2(x1)
        y = self.dec2(self.enc3(x2), x2)
        y = self.dec1(y, x1)
        return self.final(self.dec0(y, x0))


net = ResUNet()
print(net(torch.randn(2, 3, 64, 64)).shape)
