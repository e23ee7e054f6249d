import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, emb):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(3, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(2),
        )
        self.fc = nn.Linear(64 * 2 * 2, emb)

    def forward(self, images):
        return self.fc(self.cnn(images).flatten(1))


class Decoder(nn.Module):
    def __init__(self, emb, hidden, n_words):
        super().__init__()
        self.embed = nn.Embedding(n_words, emb)
        self.lstm = nn.LSTM(emb, hidden, batch_first=True)
        self.out = nn.Linear(hidden, n_words)

    def forward(self, features, captions):
        words = self.embed(captions[:, :-1])
        inputs = torch.cat((features.unsqueeze(1), words), dim=1)
        states, _ = self.lstm(inputs)
        return self.out(states)


images = torch.randn(4, 3, 64, 64)
captions = torch.randint(0, 200, (4, 12))
encoder, decoder = Encoder(48), Decoder(48, 96, 200)
scores = decoder(encoder(images), captions)
loss = nn.functional.cross_entropy(scores.reshape(-1, 200), captions.reshape(-1))
print(scores.shape, loss.item())
