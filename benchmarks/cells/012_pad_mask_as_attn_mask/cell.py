import torch
from torch import nn

class Encoder(nn.Module):
    def __init__(self, vocab, dim, pad_idx=0):
        super().__init__()
        self.pad_idx = pad_idx
        self.emb = nn.Embedding(vocab, dim, padding_idx=pad_idx)
        self.attn = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.ff = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, ids):
        padding = ids == self.pad_idx
        h = self.emb(ids)
        a, w = self.attn(h, h, h, attn_mask=padding)
        h = self.norm1(h + a)
        return self.norm2(h + self.ff(h)), w

ids = torch.randint(1, 99, (4, 10))
ids[1, 7:] = 0
ids[3, 4:] = 0
enc = Encoder(99, 32)
h, w = enc(ids)
print(h.shape, w.shape)
