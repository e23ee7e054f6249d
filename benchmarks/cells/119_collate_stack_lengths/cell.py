import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence


class ProteinDataset(Dataset):
    AA = "ACDEFGHIKLMNPQRSTVWY"

    def __init__(self, seqs, y):
        self.seqs, self.y = seqs, y

    def __len__(self):
        return len(self.seqs)

    def __getitem__(self, i):
        idx = torch.tensor([self.AA.index(c) + 1 for c in self.seqs[i]])
        return idx, torch.tensor(self.y[i])


def my_collate(batch):
    batch.sort(key=lambda b: len(b[0]), reverse=True)
    xs, ys = zip(*batch)
    lengths = torch.tensor([len(x) for x in xs])
    xs = torch.stack(xs)
    return xs, lengths, torch.stack(ys)


class Clf(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(21, 16, padding_idx=0)
        self.lstm = nn.LSTM(16, 32, batch_first=True)
        self.head = nn.Linear(32, 2)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(self.emb(x), lengths, batch_first=True)
        _, (h, _) = self.lstm(packed)
        return self.head(h[-1])


ds = ProteinDataset(["MKV" .replace("M", "A"), "ACDEFG", "GHIKL", "WYWYWYWY"], [0, 1, 0, 1])
dl = DataLoader(ds, batch_size=4, collate_fn=my_collate)
clf = Clf()
for x, n, y in dl:
    print(nn.functional.cross_entropy(clf(x, n), y))
