import torch
import torch.nn as nn

T, ch = 20, 16
betas = torch.linspace(1e-4, 0.02, T)
alphas = 1.0 - betas
abar = alphas.cumprod(0)

class Eps(nn.Module):
    def __init__(self):
        super().__init__()
        self.t = nn.Embedding(T, ch)
        self.i = nn.Conv2d(1, ch, 3, padding=1)
        self.m = nn.ModuleList([nn.Conv2d(ch, ch, 3, padding=1) for _ in range(2)])
        self.film = nn.Linear(ch, 2 * ch)
        self.o = nn.Conv2d(ch, 1, 3, padding=1)
    def forward(self, x, t):
        h = self.i(x)
        scale, shift = self.film(self.t(t))[..., None, None].chunk(2, dim=1)
        for conv in self.m:
            h = h + torch.relu(conv(h * (1 + scale) + shift))
        return self.o(h)

def extract(a, t, x):
    return a[t].reshape(-1, *((1,) * (x.dim() - 1)))

net = Eps()
x0 = torch.randn(16, 1, 16, 16)
t = torch.randint(0, T, (16,))
noise = torch.randn_like(x0)
xt = extract(abar.sqrt(), t, x0) * x0 + extract((1 - abar).sqrt(), t, x0) * noise
((net(xt, t) - noise) ** 2).mean((1, 2, 3)).mean().backward()

x = torch.randn(4, 1, 16, 16)
with torch.no_grad():
    for i in reversed(range(T)):
        tt = torch.full((4,), i)
        e = net(x, tt)
        x = (x - betas[i] / (1 - abar[i]).sqrt() * e) / alphas[i].sqrt()
        if i:
            x = x + betas[i].sqrt() * torch.randn_like(x)
print(x.mean(), x.std())
