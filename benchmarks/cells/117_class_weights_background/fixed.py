import torch
import torch.nn.functional as F
from torch import nn

CLASSES = ["road", "car", "person"]
counts = torch.tensor([9.0e5, 4.1e4, 7.3e3])

class SegHead(nn.Module):
    def __init__(self, in_ch, n):
        super().__init__()
        self.conv = nn.Conv2d(in_ch, in_ch // 2, 3, padding=1)
        self.cls = nn.Conv2d(in_ch // 2, n, 1)
    def forward(self, feats, size):
        x = F.relu(self.conv(feats))
        return F.interpolate(self.cls(x), size=size, mode="bilinear", align_corners=False)

# +1 for background
head = SegHead(64, len(CLASSES) + 1)
weights = torch.cat([torch.ones(1), counts.sum() / counts])
weights = weights / weights.max()
loss_fn = nn.CrossEntropyLoss(weight=weights)

feats = torch.randn(2, 64, 12, 12)
mask = torch.randint(0, len(CLASSES) + 1, (2, 48, 48))
logits = head(feats, mask.shape[-2:])
print(logits.shape, mask.shape)
loss = loss_fn(logits, mask)
loss.backward()
