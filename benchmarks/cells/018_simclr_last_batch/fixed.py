import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader


class NTXent(nn.Module):
    def __init__(self, batch_size, temperature=0.5):
        super().__init__()
        self.temperature = temperature
        self.register_buffer("self_mask", torch.eye(2 * batch_size, dtype=torch.bool))

    def similarity(self, z):
        z = F.normalize(z, dim=1)
        return z @ z.T / self.temperature

    def forward(self, z_i, z_j):
        n = z_i.shape[0]
        sim = self.similarity(torch.cat([z_i, z_j]))
        sim = sim.masked_fill(self.self_mask[:2 * n, :2 * n], float("-inf"))
        target = torch.cat([torch.arange(n) + n, torch.arange(n)])
        return F.cross_entropy(sim, target)


encoder = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 16))
criterion = NTXent(batch_size=8)
images = torch.rand(28, 3, 24, 24)
loader = DataLoader(images, batch_size=8)
for batch in loader:
    view1 = batch.flip(-1)
    view2 = batch + 0.05 * torch.randn_like(batch)
    loss = criterion(encoder(view1), encoder(view2))
    loss.backward()
print("done", loss.item())
