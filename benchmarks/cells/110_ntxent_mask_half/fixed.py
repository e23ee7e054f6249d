import torch
import torch.nn as nn
import torch.nn.functional as F


class NTXent(nn.Module):
    def __init__(self, batch_size, temperature=0.5):
        super().__init__()
        self.bs, self.t = batch_size, temperature
        self.register_buffer('mask', ~torch.eye(2 * batch_size, dtype=torch.bool))

    def forward(self, z1, z2):
        z = F.normalize(torch.cat([z1, z2], 0), dim=1)
        sim = z @ z.t() / self.t
        sim = sim.masked_fill(~self.mask, -1e9)
        target = torch.arange(2 * self.bs).roll(self.bs)
        return F.cross_entropy(sim, target)


proj = nn.Sequential(nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 32))
crit = NTXent(12)
v1 = torch.randn(12, 128)
v2 = v1 + 0.1 * torch.randn(12, 128)
loss = crit(proj(v1), proj(v2))
loss.backward()
print(f'{loss.item():.3f}')
