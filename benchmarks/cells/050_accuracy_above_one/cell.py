import torch
from torch import nn

model = nn.Sequential(nn.Linear(9, 16), nn.Tanh(), nn.Linear(16, 1))
bce = nn.BCEWithLogitsLoss()


def accuracy(logits, labels):
    predicted = (logits.sigmoid() > 0.5).float()
    correct = (predicted == labels).sum().item()
    return correct / len(labels)


def validate(batches):
    model.eval()
    accs, losses = [], []
    with torch.no_grad():
        for features, labels in batches:
            logits = model(features)
            losses.append(bce(logits.squeeze(1), labels).item())
            accs.append(accuracy(logits, labels))
    return sum(losses) / len(losses), sum(accs) / len(accs)


val = [(torch.randn(12, 9), torch.randint(0, 2, (12,)).float()) for _ in range(3)]
print(validate(val))
