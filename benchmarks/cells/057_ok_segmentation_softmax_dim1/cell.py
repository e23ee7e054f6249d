import torch
import torch.nn as nn
import torch.nn.functional as F


class TinyUNet(nn.Module):
    def __init__(self, classes=4, width=8):
        super().__init__()
        self.a = nn.Conv2d(1, width, 3, padding=1)
        self.b = nn.Conv2d(width, 2 * width, 3, padding=1)
        self.c = nn.Conv2d(3 * width, classes, 3, padding=1)

    def forward(self, x):
        a = F.relu(self.a(x))
        b = F.relu(self.b(F.max_pool2d(a, 2)))
        up = F.interpolate(b, size=a.shape[2:], mode="bilinear", align_corners=False)
        return self.c(torch.cat([a, up], dim=1))


def dice_loss(logits, target, eps=1.0):
    probs = torch.softmax(logits, dim=1)
    onehot = F.one_hot(target, probs.shape[1]).movedim(-1, 1).float()
    inter = (probs * onehot).sum(dim=(2, 3))
    sizes = probs.sum(dim=(2, 3)) + onehot.sum(dim=(2, 3))
    return (1 - (2 * inter + eps) / (sizes + eps)).mean()


net = TinyUNet()
x = torch.rand(3, 1, 33, 47)
y = torch.randint(0, 4, (3, 33, 47))
logits = net(x)
loss = F.cross_entropy(logits, y) + dice_loss(logits, y)
loss.backward()
with torch.no_grad():
    probs = net(x[:1]).softmax(1)
    best = probs.argmax(dim=1)
    correct = (best == y[:1]).float().mean()
print(loss.item(), best.shape, correct.item())
