import torch
import torch.nn as nn

anchors = [(10, 13), (16, 30), (33, 23)]

class DetectionHead(nn.Module):
    def __init__(self, in_channels, num_anchors, num_classes):
        super().__init__()
        self.A, self.C = num_anchors, num_classes
        self.pred = nn.Sequential(
            nn.Conv2d(in_channels, 2 * in_channels, 3, padding=1),
            nn.BatchNorm2d(2 * in_channels),
            nn.LeakyReLU(0.1),
            nn.Conv2d(2 * in_channels, num_anchors * (num_classes + 4), kernel_size=1),
        )
    def forward(self, x):
        b, _, h, w = x.shape
        # (x, y, w, h, obj, classes...)
        return self.pred(x).reshape(b, self.A, self.C + 5, h, w).permute(0, 1, 3, 4, 2)

class Darknetish(nn.Module):
    def __init__(self, nc=20):
        super().__init__()
        chans = [3, 16, 32, 64]
        self.stem = nn.Sequential(*[
            nn.Sequential(nn.Conv2d(a, b, 3, 2, 1), nn.BatchNorm2d(b), nn.SiLU())
            for a, b in zip(chans, chans[1:])])
        self.head = DetectionHead(64, len(anchors), nc)
    def forward(self, x):
        return self.head(self.stem(x))

net = Darknetish()
pred = net(torch.rand(2, 3, 104, 104))
xy, wh, obj, cls = pred.split([2, 2, 1, 20], dim=-1)
print(xy.shape, obj.sigmoid().max())
