import torch
import torch.nn as nn

class SentimentNet(nn.Module):
    def __init__(self, vocab_size, embedding_dim=64, hidden_dim=128, n_layers=2):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, n_layers, dropout=0.3, batch_first=True)
        self.fc = nn.Linear(hidden_dim, 1)
        self.sigmoid = nn.Sigmoid()
        self.hidden_dim = hidden_dim

    def forward(self, x):
        embeds = self.embedding(x)
        lstm_out, (h, c) = self.lstm(embeds)
        h = h[-1]
        out = self.sigmoid(self.fc(h))
        return out.squeeze()

model = SentimentNet(1000)
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
inputs = torch.randint(0, 1000, (50, 30))
labels = torch.randint(0, 2, (50,))
output = model(inputs)
print(output.shape, labels.shape)
loss = criterion(output, labels.float())
loss.backward()
nn.utils.clip_grad_norm_(model.parameters(), 5)
optimizer.step()
