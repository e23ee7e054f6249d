import torch
import torch.nn as nn
import torch.nn.functional as F
from typing import Tuple

Tensor = torch.Tensor

class ConvVAE(nn.Module):
    def __init__(self, latent: int = 16) -> None:
        super().__init__()
        self.enc = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(),     # 32
            nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),    # 16
            nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU())    # 8
        self.fc_mu = nn.Linear(64 * 8 * 8, latent)
        self.fc_var = nn.Linear(64 * 8 * 8, latent)
        self.decoder_input = nn.Linear(latent, 64 * 8 * 8)
        self.dec = nn.Sequential(
            nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(16, 3, 4, 2, 1), nn.Sigmoid())

    def encode(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        h = torch.flatten(self.enc(x), start_dim=1)
        return self.fc_mu(h), self.fc_var(h)

    def decode(self, z: Tensor) -> Tensor:
        h = self.decoder_input(z)
        h = h.view(z.size(0), 64, 8, 8)
        return self.dec(h)

    def forward(self, x):
        mu, log_var = self.encode(x)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * log_var)
        return self.decode(z), mu, log_var

faces = torch.rand(4, 3, 64, 64)
vae = ConvVAE()
rec, mu, lv = vae(faces)
kld = torch.mean(-0.5 * torch.sum(1 + lv - mu ** 2 - lv.exp(), dim=1), dim=0)
loss = F.mse_loss(rec, faces) + 0.00025 * kld
loss.backward()
print(loss)
