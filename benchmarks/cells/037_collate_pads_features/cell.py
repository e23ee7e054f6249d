import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Speech(Dataset):
    lengths = [50, 61, 47, 80, 73, 55, 90, 66]

    def __len__(self):
        return len(self.lengths)

    def __getitem__(self, index):
        frames = torch.randn(self.lengths[index], 40)   # time, mel bands
        return frames, index % 3


def pad_collate(batch):
    longest = max(len(frames) for frames, _ in batch)
    padded = [F.pad(frames, (0, longest - len(frames))) for frames, _ in batch]
    return torch.stack(padded), torch.tensor([label for _, label in batch])


loader = DataLoader(Speech(), batch_size=4, collate_fn=pad_collate)
rnn = nn.GRU(40, 32, batch_first=True)
fc = nn.Linear(32, 3)
for frames, label in loader:
    _, h = rnn(frames)
    print(F.cross_entropy(fc(h[-1]), label).item())
