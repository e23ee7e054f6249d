import torch
from torch import nn


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.stack = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 10))

    def forward(self, x):
        return self.stack(self.flatten(x))


def predict(model, images):
    model.eval()
    with torch.no_grad():
        logits = model(images)
        probs = torch.softmax(logits, dim=1)
    confidence, label = probs.max(dim=1)
    return [(int(l), float(c)) for l, c in zip(label, confidence)]


for label, confidence in predict(Digits(), torch.rand(6, 8, 8)):
    print(label, f"{confidence:.2f}")
