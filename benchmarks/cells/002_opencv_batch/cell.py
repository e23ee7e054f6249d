import numpy as np
import torch
from torch import nn

rng = np.random.default_rng(0)
photos = [rng.integers(0, 255, (96, 128, 3), dtype=np.uint8) for _ in range(5)]   # as cv2.imread returns them


def to_batch(imgs):
    arr = np.stack(imgs).astype("float32") / 255.0
    batch = torch.from_numpy(arr)
    mean = batch.mean()
    return (batch - mean) / batch.std()


backbone = nn.Sequential(
    nn.Conv2d(3, 32, kernel_size=7, stride=2, padding=3),
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
)
classifier = nn.Linear(32, 4)

x = to_batch(photos)
features = backbone(x)
print(classifier(features).softmax(1))
