import torch
import torch.nn as nn
import torch.nn.functional as F

class Residual(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn
    def forward(self, x, *a):
        return self.fn(x, *a) + x

class LinearAttention(nn.Module):
    def __init__(self, dim, heads=4, dim_head=8):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Conv2d(dim, heads * dim_head * 3, 1, bias=False)
        self.out = nn.Conv2d(heads * dim_head, dim, 1)
    def forward(self, x):
        b, c, h, w = x.shape
        q, k, v = (t.reshape(b, self.heads, -1, h * w) for t in self.qkv(x).chunk(3, dim=1))
        q, k = q.softmax(dim=-2), k.softmax(dim=-1)
        ctx = torch.einsum('bhdn,bhen->bhde', k, v)
        y = torch.einsum('bhde,bhdn->bhen', ctx, q)
        return self.out(y.reshape(b, -1, h, w))

class UNet(nn.Module):
    def __init__(self, widths=(8, 16, 32)):
        super().__init__()
        self.inp = nn.Conv2d(1, widths[0], 3, padding=1)
        self.down = nn.ModuleList(nn.Conv2d(i, o, 3, 2, 1) for i, o in zip(widths, widths[1:]))
        self.mid = Residual(LinearAttention(widths[-1]))
        rev = widths[::-1]
        self.up = nn.ModuleList(nn.ConvTranspose2d(i, o, 2, 2) for i, o in zip(rev, rev[1:]))
        self.merge = nn.ModuleList(nn.Conv2d(2 * o, o, 3, padding=1) for o in rev[1:])
        self.out = nn.Conv2d(widths[0], 2, 1)
    def forward(self, x):
        x = self.inp(x)
        skips = []
        for d in self.down:
            skips.append(x)
            x = F.silu(d(x))
        x = self.mid(x)
        for u, m, s in zip(self.up, self.merge, reversed(skips)):
            x = u(x)
            x = F.pad(x, [0, s.size(-1) - x.size(-1), 0, s.size(-2) - x.size(-2)])
            x = F.silu(m(torch.cat([x, s], 1)))
        return self.out(x)

net = UNet()
img, truth = torch.rand(2, 1, 45, 61), torch.randint(0, 2, (2, 45, 61))
logits = net(img)
prob = logits.softmax(1)
onehot = F.one_hot(truth, 2).permute(0, 3, 1, 2)
dice = 1 - (2 * (prob * onehot).sum((2, 3)) + 1) / ((prob + onehot).sum((2, 3)) + 1)
loss = F.cross_entropy(logits, truth) + dice.mean()
loss.backward()
print(loss.item(), sum(p.numel() for p in net.parameters()))
