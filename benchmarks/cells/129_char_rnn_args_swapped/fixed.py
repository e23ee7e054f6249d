import torch
from torch import nn
import torch.nn.functional as F

text = "the quick brown fox jumps over the lazy dog " * 6
chars = tuple(set(text))
int2char = dict(enumerate(chars))
char2int = {ch: ii for ii, ch in int2char.items()}
encoded = torch.tensor([char2int[ch] for ch in text])

def get_batches(arr, n_seqs, n_steps):
    n = arr.size(0) // (n_seqs * n_steps) * n_seqs * n_steps
    arr = arr[:n].reshape(n_seqs, -1)
    for i in range(0, arr.shape[1] - 1, n_steps):
        x = arr[:, i:i + n_steps]
        yield x, torch.roll(x, -1, 1)

class CharRNN(nn.Module):
    def __init__(self, tokens, n_hidden=128, n_layers=2, drop_prob=0.5):
        super().__init__()
        self.n_layers, self.n_hidden = n_layers, n_hidden
        self.lstm = nn.LSTM(len(tokens), n_hidden, n_layers, dropout=drop_prob, batch_first=True)
        self.dropout = nn.Dropout(drop_prob)
        self.fc = nn.Linear(n_hidden, len(tokens))
    def forward(self, x, hc=None):
        x, hc = self.lstm(x, hc)
        x = self.dropout(x).reshape(-1, self.n_hidden)
        return self.fc(x), hc

net = CharRNN(chars)
opt = torch.optim.Adam(net.parameters(), lr=0.001)
h = None
for x, y in get_batches(encoded, 4, 16):
    inputs = F.one_hot(x, len(chars)).float()
    out, h = net(inputs, h)
    h = tuple(s.detach() for s in h)
    loss = F.cross_entropy(out, y.reshape(-1))
    opt.zero_grad()
    loss.backward()
    opt.step()
print(loss.item())
