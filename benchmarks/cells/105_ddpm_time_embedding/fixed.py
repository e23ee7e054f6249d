import math
import torch
import torch.nn as nn

class SinusoidalPosEmb(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim
    def forward(self, t):
        half = self.dim // 2
        freqs = torch.exp(-math.log(10000) * torch.arange(half) / (half - 1))
        args = t[:, None] * freqs[None, :]
        return torch.cat([args.sin(), args.cos()], dim=-1)

class Block(nn.Module):
    def __init__(self, c_in, c_out, t_dim):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1)
        self.time_mlp = nn.Sequential(nn.SiLU(), nn.Linear(t_dim, c_out))
        self.act = nn.SiLU()
    def forward(self, x, t):
        h = self.act(self.conv1(x))
        h = h + self.time_mlp(t)[:, :, None, None]
        return self.act(self.conv2(h))

class TinyUnet(nn.Module):
    def __init__(self, ch=32, t_dim=64):
        super().__init__()
        self.temb = nn.Sequential(SinusoidalPosEmb(t_dim), nn.Linear(t_dim, t_dim))
        self.d1, self.d2 = Block(1, ch, t_dim), Block(ch, 2 * ch, t_dim)
        self.u1 = Block(2 * ch + ch, ch, t_dim)
        self.out = nn.Conv2d(ch, 1, 1)
        self.down, self.up = nn.MaxPool2d(2), nn.Upsample(scale_factor=2)
    def forward(self, x, t):
        t = self.temb(t)
        a = self.d1(x, t)
        b = self.d2(self.down(a), t)
        u = self.u1(torch.cat([self.up(b), a], 1), t)
        return self.out(u)

T = 200
betas = torch.linspace(1e-4, 0.02, T); abar = torch.cumprod(1 - betas, 0)
x0 = torch.rand(8, 1, 28, 28) * 2 - 1
t = torch.randint(0, T, (8,))
eps = torch.randn_like(x0)
xt = abar[t].sqrt().view(-1, 1, 1, 1) * x0 + (1 - abar[t]).sqrt().view(-1, 1, 1, 1) * eps
net = TinyUnet()
loss = (net(xt, t.float()) - eps).pow(2).mean()
loss.backward()
print(loss)
