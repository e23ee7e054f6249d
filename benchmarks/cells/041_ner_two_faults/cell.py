import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class NER(nn.Module):
    def __init__(self, words, tags):
        super().__init__()
        self.embed = nn.Embedding(words, 32)
        self.rnn = nn.LSTM(32, 64, batch_first=True, bidirectional=True)
        self.drop = nn.Dropout(0.2)
        self.classify = nn.Linear(64, tags)

    def encode(self, sentences):
        states, _ = self.rnn(self.embed(sentences))
        return self.drop(states)

    def forward(self, sentences):
        return self.classify(self.encode(sentences))


def run_epoch(model, loader, criterion, optimizer):
    seen = 0.0
    for sentences, tags in loader:
        scores = model(sentences)
        loss = criterion(scores, tags)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen += loss.item()
    return seen


data = TensorDataset(torch.randint(0, 300, (24, 15)), torch.randint(0, 7, (24, 15)))
model = NER(300, 7)
print(run_epoch(model, DataLoader(data, 8), nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters())))
