import torch
import torch.nn.functional as F
from torch import nn


class ResBlock(nn.Module):
    def __init__(self, c_in, c_out, t_dim):
        super().__init__()
        self.norm1 = nn.GroupNorm(32, c_in)
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.time = nn.Linear(t_dim, c_out)
        self.norm2 = nn.GroupNorm(32, c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1)
        self.skip = nn.Conv2d(c_in, c_out, 1) if c_in != c_out else nn.Identity()

    def forward(self, x, t):
        h = self.conv1(F.silu(self.norm1(x)))
        h = h + self.time(F.silu(t))[:, :, None, None]
        h = self.conv2(F.silu(self.norm2(h)))
        return h + self.skip(x)


class Denoiser(nn.Module):
    def __init__(self, base=128, mults=(1, 2), t_dim=64):
        super().__init__()
        self.first = nn.Conv2d(3, base, 3, padding=1)
        widths = [base] + [base * m for m in mults]
        self.blocks = nn.ModuleList(ResBlock(a, b, t_dim) for a, b in zip(widths, widths[1:]))
        self.last = nn.Conv2d(widths[-1], 3, 3, padding=1)

    def forward(self, x, t):
        x = self.first(x)
        for block in self.blocks:
            x = block(x, t)
        return self.last(x)


small = Denoiser(base=48)
print(small(torch.randn(2, 3, 16, 16), torch.randn(2, 64)).shape)
