import torch
import torch.nn as nn


class AttentiveGRU(nn.Module):
    def __init__(self, features, hidden, classes):
        super().__init__()
        self.gru = nn.GRU(features, hidden, batch_first=True)
        self.attention = nn.MultiheadAttention(hidden, num_heads=4, batch_first=True)
        self.norm = nn.LayerNorm(hidden)
        self.head = nn.Linear(hidden, classes)

    def forward(self, x):
        states, _ = self.gru(x)
        mixed, _ = self.attention(states, states, states)
        return self.head(self.norm(states + mixed)[:, -1])


ecg = torch.randn(10, 48, 3)
rhythm = torch.randint(0, 5, (10,))
model = AttentiveGRU(3, 32, 5)
loss = nn.functional.cross_entropy(model(ecg), rhythm)
loss.backward()
print(loss.item())
