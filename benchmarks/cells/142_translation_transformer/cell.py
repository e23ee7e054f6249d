import math
import torch
import torch.nn as nn

SRC, TGT, D = 90, 110, 48

class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=100):
        super().__init__()
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        self.register_buffer('pe', pe.unsqueeze(0))

    def forward(self, x):
        return x + self.pe

class MT(nn.Module):
    def __init__(self):
        super().__init__()
        self.src_emb, self.tgt_emb = nn.Embedding(SRC, D), nn.Embedding(TGT, D)
        self.pos = PositionalEncoding(D)
        self.transformer = nn.Transformer(D, 4, 1, 1, 96, batch_first=True)
        self.generator = nn.Linear(D, TGT)

    def forward(self, src, tgt):
        causal = nn.Transformer.generate_square_subsequent_mask(tgt.size(1))
        out = self.transformer(self.pos(self.src_emb(src)), self.pos(self.tgt_emb(tgt)), tgt_mask=causal)
        return self.generator(out)

src = torch.randint(1, SRC, (4, 13))
tgt = torch.randint(1, TGT, (4, 10))
model = MT()
criterion = nn.CrossEntropyLoss(ignore_index=0)
logits = model(src, tgt[:, :-1])
loss = criterion(logits.reshape(-1, TGT), tgt.reshape(-1))
loss.backward()
print(loss.item())
