import torch
import torch.nn.functional as F
from torch import nn


class SqueezeExcite(nn.Module):
    def __init__(self, c, r=4):
        super().__init__()
        self.gate = nn.Sequential(nn.Linear(c, c // r), nn.ReLU(), nn.Linear(c // r, c), nn.Sigmoid())

    def forward(self, x):
        return x * self.gate(x.mean(dim=(2, 3)))[:, :, None, None]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), SqueezeExcite(32))
        self.fc = nn.Linear(32, 5)

    def forward(self, x):
        self.maps = self.conv(x)
        self.maps.retain_grad()
        return self.fc(F.adaptive_avg_pool2d(self.maps, 1).flatten(1))


net = Net()
image = torch.rand(1, 3, 32, 32)
scores = net(image)
scores[0, scores.argmax()].backward()
weights = net.maps.grad.mean(dim=(2, 3), keepdim=True)
cam = F.relu((weights * net.maps).sum(dim=1, keepdim=True))
cam = F.interpolate(cam, scale_factor=4, mode="bilinear")
low, high = cam.amin(dim=(2, 3), keepdim=True), cam.amax(dim=(2, 3), keepdim=True)
print(((cam - low) / (high - low + 1e-6)).shape)
