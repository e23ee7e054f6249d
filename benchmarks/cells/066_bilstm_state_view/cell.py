import torch
import torch.nn as nn


class SentenceEncoder(nn.Module):
    def __init__(self, vocab, emb=24, hidden=16):
        super().__init__()
        self.hidden = hidden
        self.emb = nn.Embedding(vocab, emb)
        self.lstm = nn.LSTM(emb, hidden, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * hidden, 3)

    def forward(self, sentence):
        _, (h, _) = self.lstm(self.emb(sentence))
        h = h.view(sentence.size(0), 2 * self.hidden)
        return self.fc(h)


premise = torch.randint(0, 90, (10, 14))
entailment = torch.randint(0, 3, (10,))
net = SentenceEncoder(90)
loss = nn.functional.cross_entropy(net(premise), entailment)
loss.backward()
print(loss.item())
