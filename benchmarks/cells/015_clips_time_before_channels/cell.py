import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader


class Clips(Dataset):
    """Sixteen frames of one video, as a single tensor."""

    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def read_frame(self, video, t):
        return torch.full((3, 32, 32), float(video + t))

    def __getitem__(self, i):
        frames = [self.read_frame(i, t) for t in range(16)]
        clip = torch.stack(frames)
        return clip / 255, i % 4


class C3D(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.conv = nn.ModuleList([nn.Conv3d(3, 8, 3, padding=1), nn.Conv3d(8, 16, 3, padding=1)])
        self.pool = nn.MaxPool3d(2)
        self.out = nn.Linear(16, n_classes)

    def forward(self, clip):
        for conv in self.conv:
            clip = self.pool(torch.relu(conv(clip)))
        return self.out(clip.mean(dim=(2, 3, 4)))


net = C3D(4)
for clip, label in DataLoader(Clips(6), batch_size=3):
    loss = nn.functional.cross_entropy(net(clip), label)
    print(loss.item())
