import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Enhancer(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = nn.Conv1d(1, 16, 32, stride=2, padding=15)
        self.down2 = nn.Conv1d(16, 32, 32, stride=2, padding=15)
        self.up1 = nn.ConvTranspose1d(64, 16, 32, stride=2, padding=15)
        self.up2 = nn.ConvTranspose1d(32, 1, 32, stride=2, padding=15)
        self.act = nn.PReLU()

    def forward(self, noisy, z):
        skip = self.act(self.down1(noisy))
        c = self.act(self.down2(skip))
        encoded = torch.cat((c, z), dim=1)
        up = self.act(self.up1(encoded))
        return torch.tanh(self.up2(torch.cat((up, skip), dim=1)))


batch_size = 32
noisy, clean = torch.randn(67, 1, 256), torch.randn(67, 1, 256)
train = DataLoader(TensorDataset(noisy, clean), batch_size=batch_size, shuffle=True)
generator = Enhancer()
optimizer = torch.optim.RMSprop(generator.parameters(), lr=1e-4)

for noisy_batch, clean_batch in train:
    z = torch.randn(batch_size, 32, 64)
    enhanced = generator(noisy_batch, z)
    loss = (enhanced - clean_batch).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
