import numpy as np
import torch
import torch.nn as nn

table = np.random.rand(3, 784).astype("float32")
digits = torch.from_numpy(table).view(-1, 1, 28, 28)
photos = torch.from_numpy(np.random.rand(3, 28, 28, 3).astype("float32")).permute(0, 3, 1, 2).contiguous()
mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
std = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
photos = (photos - mean) / std
both = torch.cat([digits.expand(-1, 3, -1, -1), photos])

net = nn.Sequential(
    nn.Conv2d(3, 8, 5, padding=2), nn.GroupNorm(2, 8), nn.ReLU(), nn.AvgPool2d(4),
    nn.Flatten(), nn.Linear(8 * 7 * 7, 8), nn.Unflatten(1, (2, 4)))
with torch.no_grad():
    for chunk in both.split(5):
        codes = net(chunk)
        direction = codes / codes.norm(dim=2, keepdim=True)
        cosine = direction.flatten(1) @ direction.flatten(1).T / 2
        print(codes.shape, cosine.diagonal().mean().item())
net.eval()
one = net(both[4][None])[0]
print(one.shape)
