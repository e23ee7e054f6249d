import torch
import torch.nn.functional as F
from torch import nn


class CapsuleLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.reconstruction = nn.MSELoss(reduction="sum")

    def forward(self, images, labels, classes, reconstructions):
        left = F.relu(0.9 - classes) ** 2
        right = F.relu(classes - 0.1) ** 2
        margin = labels * left + 0.5 * (1.0 - labels) * right
        flat = images.view(reconstructions.size(0), -1)
        return (margin.sum() + 0.0005 * self.reconstruction(reconstructions, flat)) / images.size(0)


class TinyCaps(nn.Module):
    def __init__(self, n_classes=10):
        super().__init__()
        self.capsules = nn.Linear(784, n_classes * 16)
        self.decoder = nn.Linear(n_classes * 16, 784)

    def forward(self, x):
        caps = self.capsules(x.flatten(1))
        lengths = caps.view(len(x), -1, 16).norm(dim=-1)
        return lengths.softmax(dim=-1), self.decoder(caps)


model, capsule_loss = TinyCaps(), CapsuleLoss()
images = torch.rand(16, 1, 28, 28)
labels = torch.randint(0, 10, (16,))
classes, reconstructions = model(images)
loss = capsule_loss(images, F.one_hot(labels, 10), classes, reconstructions)
loss.backward()
print(loss.item())
