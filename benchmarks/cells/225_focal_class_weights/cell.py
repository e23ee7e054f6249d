import torch
import torch.nn.functional as F
from torch import nn


class FocalLoss(nn.Module):
    def __init__(self, alpha, gamma=2.0):
        super().__init__()
        self.register_buffer("alpha", torch.tensor(alpha))
        self.gamma = gamma

    def forward(self, logits, target):
        ce = F.cross_entropy(logits, target, reduction="none")
        pt = torch.exp(-ce)
        focal = self.alpha * (1 - pt) ** self.gamma * ce
        return focal.mean()


torch.manual_seed(1)
classifier = nn.Linear(20, 5)
criterion = FocalLoss(alpha=[0.1, 0.3, 0.2, 0.2, 0.2])
samples = torch.randn(32, 20)
target = torch.randint(0, 5, (32,))
loss = criterion(classifier(samples), target)
loss.backward()
print(f"{loss.item():.4f}")
