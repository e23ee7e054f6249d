import torch
import torch.nn as nn
import torch.nn.functional as F


class_weights = torch.tensor([0.2, 1.0, 2.5, 1.0])


def soft_dice(probs, onehot, eps=1e-6):
    inter = (probs * onehot).sum(dim=(0, 2, 3))
    total = (probs + onehot).sum(dim=(0, 2, 3))
    return 1 - ((2 * inter + eps) / (total + eps)).mean()


def weighted_bce(logits, onehot):
    per_pixel = F.binary_cross_entropy_with_logits(logits, onehot, reduction="none")
    per_pixel = per_pixel * class_weights.view(1, -1, 1, 1)
    return per_pixel.mean()


def total_loss(logits, target):
    onehot = F.one_hot(target, num_classes=4).permute(0, 3, 1, 2).float()
    return soft_dice(logits.sigmoid(), onehot) + weighted_bce(logits, onehot)


net = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 4, 1))
scan = torch.rand(2, 1, 40, 48)
labels = torch.randint(0, 4, (2, 40, 48))
loss = total_loss(net(scan), labels)
loss.backward()
print(f"{loss.item():.4f}")
