import torch
import torch.nn as nn
import torch.nn.functional as F


class Quantizer(nn.Module):
    def __init__(self, codes=16, dim=6):
        super().__init__()
        self.book = nn.Embedding(codes, dim)

    def forward(self, z):
        flat = z.permute(0, 2, 3, 1).reshape(-1, z.size(1))
        far = flat.pow(2).sum(1, keepdim=True) - 2 * flat @ self.book.weight.t() + self.book.weight.pow(2).sum(1)
        nearest = far.argmin(1)
        q = self.book(nearest).view(z.size(0), z.size(2), z.size(3), -1).permute(0, 3, 1, 2)
        loss = F.mse_loss(q, z.detach()) + 0.25 * F.mse_loss(z, q.detach())
        return z + (q - z).detach(), loss


encode = nn.Conv2d(1, 6, 4, 4)
decode = nn.ConvTranspose2d(6, 1, 4, 4)
quantize = Quantizer()
temperature = nn.Parameter(torch.tensor([0.1]))
x = torch.rand(6, 1, 16, 16)
z, commit = quantize(encode(x))
rebuilt = decode(z)
left = F.normalize(z.flatten(1), dim=1)
right = F.normalize(encode(x.flip(3)).flatten(1), dim=1)
pairs = left @ right.T / temperature
contrast = (F.cross_entropy(pairs, torch.arange(6)) + F.cross_entropy(pairs.T, torch.arange(6))) / 2
loss = F.mse_loss(rebuilt, x) + commit + contrast
loss.backward()
print(loss.item(), (pairs.argmax(0) == torch.arange(6)).float().mean().item())
