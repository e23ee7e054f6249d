import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

features, targets = torch.randn(25, 8) * 3 + 1, torch.randn(25, 3)
features = (features - features.mean(dim=0)) / features.std(dim=0)
importance = torch.rand(25)
task_weights = torch.tensor([1.0, 0.5, 2.0])
log_scale = nn.Parameter(torch.zeros(()))
net = nn.Sequential(nn.Linear(8, 24), nn.BatchNorm1d(24), nn.ReLU(), nn.Linear(24, 3))
opt = torch.optim.Adam([*net.parameters(), log_scale])
for x, y, w in DataLoader(TensorDataset(features, targets, importance), batch_size=7):
    each = (task_weights * (net(x) - y) ** 2).mean(dim=1)
    loss = (w * each).sum() / w.sum() * torch.exp(-log_scale) + log_scale
    opt.zero_grad()
    loss.backward()
    opt.step()

pixels = torch.randn(2, 5, 12, 12, requires_grad=True)
truth = torch.randint(0, 5, (2, 12, 12))
edges = torch.rand(2, 1, 12, 12)
per_pixel = F.cross_entropy(pixels, truth, weight=torch.ones(5), reduction="none")
boundary = (edges.squeeze(1) * per_pixel).mean()
smooth = (edges * pixels.diff(dim=2, append=pixels[:, :, -1:]).abs()).mean()
(boundary + 0.1 * smooth).backward()
print(loss.item(), boundary.item(), smooth.item())
