import torch
import torch.nn as nn
import torch.nn.functional as F

def down(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))

class FCN(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.d1, self.d2, self.d3 = down(3, 16), down(16, 32), down(32, 64)
        self.score3 = nn.Conv2d(64, classes, 1)
        self.score2 = nn.Conv2d(32, classes, 1)
        self.score1 = nn.Conv2d(16, classes, 1)
    def forward(self, x):
        f1 = self.d1(x)
        f2 = self.d2(f1)
        f3 = self.d3(f2)
        out = self.score3(f3)
        for feat, score in ((f2, self.score2), (f1, self.score1)):
            out = F.interpolate(out, scale_factor=2, mode="bilinear", align_corners=False)
            out = out + score(feat)
        return F.interpolate(out, size=x.shape[-2:])

model = FCN(5)
img = torch.rand(2, 3, 90, 90)
mask = torch.randint(0, 5, (2, 90, 90))
loss = F.cross_entropy(model(img), mask)
print("loss", loss.item())
