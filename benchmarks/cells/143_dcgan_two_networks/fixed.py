import torch
import torch.nn as nn

nz, ngf, ndf, nc = 100, 16, 16, 3

def weights_init(m):
    if 'Conv' in m.__class__.__name__:
        nn.init.normal_(m.weight.data, 0.0, 0.02)

netG = nn.Sequential(
    nn.ConvTranspose2d(nz, ngf * 4, 4, 1, 0, bias=False),
    nn.BatchNorm2d(ngf * 4), nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 4, ngf * 2, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf * 2), nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf), nn.ReLU(True),
    nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False),
    nn.Tanh()
)  # 32 x 32

class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 2), nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(ndf * 2, 1, 8, 1, 0, bias=False),
            nn.Sigmoid()
        )
    def forward(self, input):
        return self.main(input).view(-1)

netD = Discriminator()
netG.apply(weights_init); netD.apply(weights_init)
criterion = nn.BCELoss()
b_size = 8
noise = torch.randn(b_size, nz, 1, 1)
fake = netG(noise)
label = torch.full((b_size,), 1.0)
output = netD(fake)
errG = criterion(output, label)
errG.backward()
print(errG.item())
