import torch
import torch.nn as nn
import torch.nn.functional as F

image_size = 28
ndf = 16


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        blocks = []
        for c_in, c_out in [(1, ndf), (ndf, ndf * 2), (ndf * 2, ndf * 4)]:
            blocks += [nn.Conv2d(c_in, c_out, 4, 2, 1), nn.LeakyReLU(0.2)]
        self.blocks = nn.Sequential(*blocks)
        self.judge = nn.Conv2d(ndf * 4, 1, 4)

    def forward(self, x):
        return self.judge(self.blocks(x)).view(-1)


def real_batch(n=16):
    return torch.rand(n, 1, image_size, image_size) * 2 - 1


disc = Discriminator()
real = real_batch()
out = disc(real)
loss = F.binary_cross_entropy_with_logits(out, torch.ones_like(out))
loss.backward()
print(loss.item())
