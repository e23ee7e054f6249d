import torch
import torch.nn as nn
import torch.nn.functional as F

Z = 20

class VAE(nn.Module):
    def __init__(self, z_dim):
        super(VAE, self).__init__()
        self.enc = nn.Sequential(nn.Flatten(), nn.Linear(784, 400), nn.ReLU(), nn.Linear(400, 2 * z_dim))
        self.dec = nn.Sequential(nn.Linear(z_dim, 400), nn.ReLU(), nn.Linear(400, 784), nn.Sigmoid())

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        return mu + torch.randn_like(std) * std

    def forward(self, x):
        mu, logvar = self.enc(x).chunk(2, dim=1)
        z = self.reparameterize(mu, logvar)
        return self.dec(z), mu, logvar


def loss_function(recon_x, x, mu, logvar):
    BCE = F.binary_cross_entropy(recon_x, x.view(-1, 784), reduction='sum')
    KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return BCE + KLD

vae = VAE(Z)
optimizer = torch.optim.Adam(vae.parameters(), lr=1e-3)
data = torch.rand(32, 1, 28, 28)
recon, mu, logvar = vae(data)
loss = loss_function(recon, data, mu, logvar)
loss.backward()
optimizer.step()
print(loss.item() / len(data))
