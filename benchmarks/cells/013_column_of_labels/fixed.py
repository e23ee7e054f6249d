# %% load
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

table = np.random.RandomState(1).rand(150, 5)
table[:, 4] = np.arange(150) % 3
features = table[:, :4]
target = table[:, 4:]

X = torch.tensor(features, dtype=torch.float32)
y = torch.tensor(target, dtype=torch.long).squeeze(1)

# %% model
class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(4, 50)
        self.l2 = nn.Linear(50, 3)

    def forward(self, x):
        return self.l2(F.relu(self.l1(x)))

model = IrisNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)

# %% train
def fit(epochs):
    history = []
    for e in range(epochs):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history

print(fit(5)[-1])
