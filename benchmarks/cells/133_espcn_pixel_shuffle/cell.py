import torch
import torch.nn as nn


class ESPCN(nn.Module):
    def __init__(self, scale_factor, num_channels=1):
        super(ESPCN, self).__init__()
        self.first_part = nn.Sequential(
            nn.Conv2d(num_channels, 64, kernel_size=5, padding=5 // 2), nn.Tanh(),
            nn.Conv2d(64, 32, kernel_size=3, padding=3 // 2), nn.Tanh(),
        )
        self.last_part = nn.Sequential(
            nn.Conv2d(32, num_channels * scale_factor, kernel_size=3, padding=3 // 2),
            nn.PixelShuffle(scale_factor)
        )
        self._initialize_weights()

    def _initialize_weights(self):
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.normal_(m.weight.data, mean=0.0, std=0.01)
                nn.init.zeros_(m.bias.data)

    def forward(self, x):
        x = self.first_part(x)
        x = self.last_part(x)
        return x


lr_img = torch.rand(4, 1, 17, 17)
hr_img = torch.rand(4, 1, 51, 51)
model = ESPCN(scale_factor=3)
preds = model(lr_img)
mse = nn.MSELoss()(preds, hr_img)
print('psnr', (10 * torch.log10(1 / mse)).item())
