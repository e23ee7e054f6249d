import torch
from torch import nn

class ConvAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(  # [B, 1, 28, 28]
            nn.Conv2d(1, 16, 3, stride=2, padding=1),  # [B, 16, 14, 14]
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1),  # [B, 32, 7, 7]
            nn.ReLU(),
            nn.Conv2d(32, 64, 7)  # [B, 64, 1, 1]
        )
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(64, 32, 7),
            nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1, output_padding=1),
            nn.Sigmoid()
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))

model = ConvAE()
crit = nn.MSELoss()
opt = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5)
for epoch in range(2):
    img = torch.rand(8, 1, 28, 28)
    recon = model(img)
    loss = crit(recon, img)
    opt.zero_grad(); loss.backward(); opt.step()
    print(f'Epoch:{epoch+1}, Loss:{loss.item():.4f}')
