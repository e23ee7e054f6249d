import torch
import torch.nn as nn


class G(nn.Module):
    def __init__(self, nz=32):
        super().__init__()
        self.start = nn.Linear(nz, 64 * 4 * 4)
        self.up = nn.Sequential(
            nn.BatchNorm2d(64), nn.Upsample(scale_factor=2), nn.Conv2d(64, 32, 3, 1, 1),
            nn.LeakyReLU(0.2), nn.Upsample(scale_factor=2), nn.Conv2d(32, 1, 3, 1, 1), nn.Tanh())

    def forward(self, z):
        return self.up(self.start(z).unflatten(1, (64, 4, 4)))


class D(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 16, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(16, 32, 4, 2, 1), nn.LeakyReLU(0.2))
        self.gain = nn.Parameter(torch.ones(1, 32, 1, 1))
        self.out = nn.Conv2d(32, 1, 4)

    def forward(self, x):
        h = self.body(x)
        h = self.gain * h / (h.std(dim=(0, 2, 3), keepdim=True) + 1e-5)
        return self.out(h).flatten()


g, d = G(), D()
bce = nn.BCEWithLogitsLoss()
og, od = torch.optim.Adam(g.parameters()), torch.optim.Adam(d.parameters())
real = torch.rand(12, 1, 16, 16)
for _ in range(2):
    fake = g(torch.randn(12, 32))
    on_real, on_fake = d(real), d(fake.detach())
    loss_d = bce(on_real, torch.ones_like(on_real)) + bce(on_fake, torch.zeros(12))
    od.zero_grad(); loss_d.backward(); od.step()
    judged = d(fake)
    loss_g = bce(judged, torch.ones_like(judged))
    og.zero_grad(); loss_g.backward(); og.step()
print(loss_d.item(), loss_g.item())
