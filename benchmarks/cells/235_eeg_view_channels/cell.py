import torch
from torch import nn


class EEGNet(nn.Module):
    def __init__(self, channels=22, n_classes=4):
        super().__init__()
        self.channels = channels
        self.temporal = nn.Sequential(
            nn.Conv1d(channels, 32, 7, padding=3), nn.BatchNorm1d(32), nn.ELU(), nn.AvgPool1d(4),
            nn.Conv1d(32, 64, 7, padding=3), nn.BatchNorm1d(64), nn.ELU(), nn.AdaptiveAvgPool1d(1),
        )
        self.classify = nn.Linear(64, n_classes)

    def forward(self, samples):
        # samples: (trials, time, channels)
        trials, time, _ = samples.shape
        signal = samples.view(trials, self.channels, time)
        return self.classify(self.temporal(signal).squeeze(-1))


recording = torch.randn(8, 250, 22)
imagined = torch.randint(0, 4, (8,))
net = EEGNet()
loss = nn.functional.cross_entropy(net(recording), imagined)
loss.backward()
print(loss.item())
