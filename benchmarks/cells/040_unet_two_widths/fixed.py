import torch
import torch.nn as nn


def double_conv(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.ReLU(True), nn.Conv2d(o, o, 3, padding=1), nn.ReLU(True))


class UNet(nn.Module):
    def __init__(self, n_class=1):
        super().__init__()
        self.down1 = double_conv(3, 16)
        self.down2 = double_conv(16, 32)
        self.down3 = double_conv(32, 64)
        self.maxpool = nn.MaxPool2d(2)
        self.upconv2 = nn.ConvTranspose2d(64, 32, 2, 2)
        self.upconv1 = nn.ConvTranspose2d(32, 16, 2, 2)
        self.dec2 = double_conv(64, 32)
        self.dec1 = double_conv(32, 16)
        self.conv_last = nn.Conv2d(16, n_class, 1)

    def forward(self, x):
        conv1 = self.down1(x)
        conv2 = self.down2(self.maxpool(conv1))
        x = self.down3(self.maxpool(conv2))
        x = torch.cat([self.upconv2(x), conv2], dim=1)
        x = self.dec2(x)
        x = torch.cat([self.upconv1(x), conv1], dim=1)
        x = self.dec1(x)
        return self.conv_last(x)


out = UNet(2)(torch.randn(1, 3, 48, 48))
print(out.shape)
