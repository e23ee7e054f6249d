import torch
import torch.nn.functional as F
from torch import nn


def dice_loss(logits, mask, smooth=1.0):
    n_classes = logits.shape[1]
    probs = F.softmax(logits, dim=1)
    truth = F.one_hot(mask, n_classes).permute(0, 3, 1, 2).float()
    inter = (probs * truth).sum(dim=(2, 3))
    union = probs.sum(dim=(2, 3)) + truth.sum(dim=(2, 3))
    dice = (2 * inter + smooth) / (union + smooth)
    return 1 - dice.mean()


net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.Conv2d(16, 4, 1),
)
images = torch.randn(2, 3, 48, 48)
mask = torch.randint(0, 4, (2, 48, 48))
loss = dice_loss(net(images), mask)
loss.backward()
print(loss.item())
