import torch
from torch import nn


def conv(c_in, c_out, k):
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, k, padding=k // 2, bias=False),
        nn.BatchNorm2d(c_out),
        nn.LeakyReLU(0.1),
    )


class TinyDetector(nn.Module):
    def __init__(self, n_out=255):
        super().__init__()
        layers, c = [conv(3, 16, 3)], 16
        for _ in range(3):
            layers += [nn.MaxPool2d(2, 2), conv(c, 2 * c, 3)]
            c *= 2
        self.early = nn.Sequential(*layers, nn.MaxPool2d(2, 2), conv(128, 256, 3))
        self.late = nn.Sequential(
            nn.MaxPool2d(2, 2),
            conv(256, 512, 3),
            nn.MaxPool2d(2, 1),
            conv(512, 256, 1),
        )
        self.large = nn.Sequential(conv(256, 512, 3), nn.Conv2d(512, n_out, 1))
        self.lateral = nn.Sequential(conv(256, 128, 1), nn.Upsample(scale_factor=2))
        self.small = nn.Sequential(conv(384, 256, 3), nn.Conv2d(256, n_out, 1))

    def forward(self, x):
        fine = self.early(x)
        coarse = self.late(fine)
        route = torch.cat((self.lateral(coarse), fine), 1)
        return self.large(coarse), self.small(route)


detector = TinyDetector()
for boxes in detector(torch.randn(1, 3, 416, 416)):
    print(boxes.shape)
