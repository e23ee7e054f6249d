import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X = torch.randn(200, 128)
y = torch.randint(0, 6, (200,))
dl = DataLoader(TensorDataset(X, y), batch_size=32, shuffle=True)


class HARNet(nn.Module):
    def __init__(self, n_classes=6):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(1, 16, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(16, 32, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2),
        )
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(32 * 32, n_classes))

    def forward(self, x):
        return self.head(self.features(x))


def train_one_epoch(model, dl, opt, loss_fn):
    model.train()
    total = 0
    for xb, yb in dl:
        opt.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        opt.step()
        total += loss.item() * len(xb)
    return total / len(dl.dataset)


model = HARNet()
opt = torch.optim.AdamW(model.parameters())
print(train_one_epoch(model, dl, opt, nn.CrossEntropyLoss()))
