import torch
from torch import nn

text = "we are about to study the idea of a computational process that lives in a computer".split()
vocab = {word: i for i, word in enumerate(sorted(set(text)))}
pairs = [(text[i - 2:i] + text[i + 1:i + 3], text[i]) for i in range(2, len(text) - 2)]


class CBOW(nn.Module):
    def __init__(self, n_words, dim=20):
        super().__init__()
        self.embed = nn.Embedding(n_words, dim)
        self.hidden = nn.Linear(dim, 64)
        self.out = nn.Linear(64, n_words)

    def forward(self, context):
        bag = self.embed(context).sum(dim=0)
        return self.out(torch.relu(self.hidden(bag)))


model = CBOW(len(vocab))
criterion = nn.CrossEntropyLoss()
sgd = torch.optim.SGD(model.parameters(), lr=0.01)
for context, word in pairs:
    ids = torch.tensor([vocab[w] for w in context])
    target = torch.tensor([vocab[word]])
    loss = criterion(model(ids), target)
    sgd.zero_grad()
    loss.backward()
    sgd.step()
print(loss.item())
