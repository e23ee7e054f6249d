import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader

class NpyImages(Dataset):
    def __init__(self, n=12):
        rng = np.random.default_rng(0)
        self.imgs = rng.integers(0, 255, (n, 24, 32, 3)).astype('float32')
        self.y = rng.integers(0, 2, n)

    def __len__(self):
        return len(self.imgs)

    def __getitem__(self, i):
        img = torch.from_numpy(self.imgs[i]) / 255.
        img = img.view(3, 24, 32)    # channels first
        return img, int(self.y[i])

net = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
    nn.Flatten(), nn.Linear(16, 2))
opt = torch.optim.SGD(net.parameters(), 0.1)
for x, y in DataLoader(NpyImages(), batch_size=4, shuffle=True):
    loss = nn.functional.cross_entropy(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
