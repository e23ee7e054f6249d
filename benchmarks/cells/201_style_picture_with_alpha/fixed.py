import torch
from torch import nn

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


def read_png(side):
    """stands for an image reader: PNG files come with an alpha channel"""
    rgba = torch.randint(0, 256, (4, side, side), dtype=torch.uint8)
    return rgba[:3].float() / 255


def prepare(picture):
    normed = (picture - MEAN) / STD
    return normed.unsqueeze(0)


encoder = nn.Sequential(
    nn.Conv2d(3, 32, 9, padding=4), nn.InstanceNorm2d(32), nn.ReLU(),
    nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.InstanceNorm2d(64), nn.ReLU(),
)
style = read_png(128)
print(encoder(prepare(style)).shape)
