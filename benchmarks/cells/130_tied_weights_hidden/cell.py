import torch
import torch.nn as nn

class RNNModel(nn.Module):
    """Container module with an encoder, a recurrent module, and a decoder."""

    def __init__(self, ntoken, ninp, nhid, nlayers, tie_weights=False):
        super().__init__()
        self.ntoken = ntoken
        self.drop = nn.Dropout(0.2)
        self.encoder = nn.Embedding(ntoken, ninp)
        self.rnn = nn.LSTM(ninp, nhid, nlayers)
        self.decoder = nn.Linear(nhid, ntoken)
        if tie_weights:
            # if nhid != ninp: raise ValueError(...)
            self.decoder.weight = self.encoder.weight
        self.nhid, self.nlayers = nhid, nlayers

    def forward(self, input, hidden):
        emb = self.drop(self.encoder(input))
        output, hidden = self.rnn(emb, hidden)
        decoded = self.decoder(self.drop(output))
        return decoded.view(-1, self.ntoken), hidden

    def init_hidden(self, bsz):
        w = next(self.parameters())
        return (w.new_zeros(self.nlayers, bsz, self.nhid), w.new_zeros(self.nlayers, bsz, self.nhid))

def batchify(data, bsz):
    nbatch = data.size(0) // bsz
    return data.narrow(0, 0, nbatch * bsz).view(bsz, -1).t().contiguous()

corpus = torch.randint(0, 500, (2000,))
train_data = batchify(corpus, 8)
emsize, nhid = 100, 200
model = RNNModel(500, emsize, nhid, 2, tie_weights=True)
hidden = model.init_hidden(8)
for i in range(0, 60, 20):
    data, targets = train_data[i:i + 20], train_data[i + 1:i + 21].reshape(-1)
    hidden = tuple(h.detach() for h in hidden)
    output, hidden = model(data, hidden)
    print(nn.functional.cross_entropy(output, targets).item())
