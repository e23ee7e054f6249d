import torch
from torch import nn

latent, n = 64, 16
generator = nn.Sequential(
    nn.Linear(latent, 256),
    nn.LeakyReLU(0.2),
    nn.Linear(256, 784),
    nn.Tanh(),
)
discriminator = nn.Sequential(
    nn.Conv2d(1, 32, 4, stride=2, padding=1),
    nn.LeakyReLU(0.2),
    nn.Conv2d(32, 64, 4, stride=2, padding=1),
    nn.LeakyReLU(0.2),
    nn.Flatten(),
    nn.Linear(64 * 7 * 7, 1),
    nn.Sigmoid(),
)
bce = nn.BCELoss()
d_opt = torch.optim.Adam(discriminator.parameters(), lr=2e-4)

real = torch.rand(n, 1, 28, 28) * 2 - 1
fake = generator(torch.randn(n, latent)).view(n, 1, 28, 28).detach()

d_real = discriminator(real)
d_fake = discriminator(fake)
loss_real = bce(d_real, torch.ones(n, 1))
loss_fake = bce(d_fake, torch.zeros(n, 1))
d_opt.zero_grad()
(loss_real + loss_fake).backward()
d_opt.step()
print(loss_real.item(), loss_fake.item())
