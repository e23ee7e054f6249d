import random
import torch
from torch import nn

class Encoder(nn.Module):
    def __init__(self, input_dim, emb_dim, hid_dim):
        super().__init__()
        self.embedding = nn.Embedding(input_dim, emb_dim)
        self.rnn = nn.GRU(emb_dim, hid_dim, bidirectional=True)
        self.fc = nn.Linear(hid_dim * 2, hid_dim)
    def forward(self, src):
        outputs, hidden = self.rnn(self.embedding(src))
        return hidden

class Decoder(nn.Module):
    def __init__(self, output_dim, emb_dim, hid_dim):
        super().__init__()
        self.embedding = nn.Embedding(output_dim, emb_dim)
        self.rnn = nn.GRU(emb_dim, hid_dim)
        self.out = nn.Linear(hid_dim, output_dim)
    def forward(self, input, hidden):
        embedded = self.embedding(input.unsqueeze(0))
        output, hidden = self.rnn(embedded, hidden)
        return self.out(output.squeeze(0)), hidden

class Seq2Seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
    def forward(self, src, trg, teacher_forcing_ratio=0.5):
        outputs = []
        hidden = self.encoder(src)
        inp = trg[0]
        for t in range(1, trg.shape[0]):
            logit, hidden = self.decoder(inp, hidden)
            outputs.append(logit)
            inp = trg[t] if random.random() < teacher_forcing_ratio else logit.argmax(1)
        return torch.stack(outputs)

INPUT_DIM, OUTPUT_DIM = 120, 140
model = Seq2Seq(Encoder(INPUT_DIM, 32, 64), Decoder(OUTPUT_DIM, 32, 64))
src = torch.randint(0, INPUT_DIM, (11, 5))
trg = torch.randint(0, OUTPUT_DIM, (9, 5))
out = model(src, trg)
loss = nn.CrossEntropyLoss(ignore_index=0)(out.view(-1, OUTPUT_DIM), trg[1:].view(-1))
print(loss)
