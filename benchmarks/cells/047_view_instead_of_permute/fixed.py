import numpy as np
import torch
import torch.nn as nn

images = (np.random.rand(8, 32, 32, 3) * 255).astype(np.uint8)
labels = np.random.randint(0, 10, size=8)


def preprocess(images):
    x = torch.from_numpy(images).float().div(255)
    n, h, w, c = x.shape
    x = x.permute(0, 3, 1, 2)
    return (x - 0.5) / 0.25


model = nn.Sequential(
    nn.Conv2d(3, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(32 * 6 * 6, 10))

logits = model(preprocess(images))
loss = nn.functional.cross_entropy(logits, torch.from_numpy(labels))
print("loss:", loss.item())
