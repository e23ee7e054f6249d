import torch
import torch.nn as nn


class DepthNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 12, 3, 2, 1), nn.ELU(), nn.Conv2d(12, 24, 3, 2, 1), nn.ELU())
        self.decoder = nn.Sequential(nn.Upsample(scale_factor=4), nn.Conv2d(24, 1, 3, padding=1), nn.Softplus())

    def forward(self, rgb):
        return self.decoder(self.encoder(rgb))


def masked_l1(pred, depth):
    valid = depth > 0.1
    error = (pred - depth).abs()
    return (error * valid).sum() / valid.sum()


rgb = torch.rand(3, 3, 20, 28)
depth = torch.rand(3, 20, 28)
net = DepthNet()
loss = masked_l1(net(rgb), depth)
loss.backward()
print(loss.item())
