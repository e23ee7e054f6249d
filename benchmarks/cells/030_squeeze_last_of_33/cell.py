import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, y = torch.randn(33, 12), torch.randint(0, 2, (33,)).float()
train_loader = DataLoader(TensorDataset(X, y), batch_size=8)


class BinaryClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer_1 = nn.Linear(12, 64)
        self.layer_2 = nn.Linear(64, 64)
        self.layer_out = nn.Linear(64, 1)
        self.norm = nn.LayerNorm(64)

    def forward(self, inputs):
        x = self.norm(torch.relu(self.layer_1(inputs)))
        x = torch.relu(self.layer_2(x))
        return self.layer_out(x).squeeze()


class Trainer:
    def __init__(self, model):
        self.model = model
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def step(self, xb, yb):
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(xb), yb)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def fit(self, loader, epochs=1):
        for e in range(epochs):
            losses = [self.step(xb, yb) for xb, yb in loader]
            print(f"epoch {e}: {sum(losses) / len(losses):.3f}")


Trainer(BinaryClassifier()).fit(train_loader)
