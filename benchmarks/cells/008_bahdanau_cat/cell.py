import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, n_in, emb, hid):
        super().__init__()
        self.embedding = nn.Embedding(n_in, emb)
        self.rnn = nn.GRU(emb, hid)

    def forward(self, src):
        return self.rnn(self.embedding(src))


class Attention(nn.Module):
    def __init__(self, hid):
        super().__init__()
        self.attn = nn.Linear(2 * hid, hid)
        self.v = nn.Linear(hid, 1, bias=False)

    def forward(self, hidden, encoder_outputs):
        # hidden [1, batch, hid], encoder_outputs [src len, batch, hid]
        energy = torch.tanh(self.attn(torch.cat((hidden, encoder_outputs), dim=2)))
        return F.softmax(self.v(energy).squeeze(2), dim=0)


class Decoder(nn.Module):
    def __init__(self, n_out, emb, hid):
        super().__init__()
        self.embedding = nn.Embedding(n_out, emb)
        self.attention = Attention(hid)
        self.rnn = nn.GRU(emb + hid, hid)
        self.fc_out = nn.Linear(hid, n_out)

    def forward(self, token, hidden, encoder_outputs):
        embedded = self.embedding(token.unsqueeze(0))
        a = self.attention(hidden, encoder_outputs)
        context = torch.einsum("sb,sbh->bh", a, encoder_outputs).unsqueeze(0)
        output, hidden = self.rnn(torch.cat((embedded, context), dim=2), hidden)
        return self.fc_out(output.squeeze(0)), hidden


enc, dec = Encoder(40, 16, 24), Decoder(50, 16, 24)
src = torch.randint(0, 40, (12, 8))
trg = torch.randint(0, 50, (10, 8))
outputs, hidden = enc(src)
logits = []
tok = trg[0]
for t in range(1, len(trg)):
    step, hidden = dec(tok, hidden, outputs)
    logits.append(step)
    tok = trg[t]
loss = F.cross_entropy(torch.stack(logits).flatten(0, 1), trg[1:].flatten())
print(loss)
