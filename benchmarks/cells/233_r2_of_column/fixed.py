import torch
from torch import nn

torch.manual_seed(0)


def r2_score(truth, guess):
    residual = ((truth - guess) ** 2).sum()
    total = ((truth - truth.mean()) ** 2).sum()
    return 1 - residual / total


rooms = torch.rand(120, 6)
price = rooms @ torch.tensor([3.0, 1.0, 0.5, 2.0, 0.0, 1.5]) + 0.1 * torch.randn(120)

model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 1))
adam = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(30):
    loss = nn.functional.mse_loss(model(rooms).squeeze(1), price)
    adam.zero_grad()
    loss.backward()
    adam.step()

with torch.no_grad():
    guess = model(rooms).squeeze(1)
print("loss", loss.item())
print("r2", r2_score(price, guess).item())
