import torch
import torch.nn as nn


class MiniViT(nn.Module):
    def __init__(self, side=16, patch=4, dim=24, classes=9):
        super().__init__()
        count = (side // patch) ** 2
        self.patches = nn.Conv2d(3, dim, patch, patch)
        self.cls = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos = nn.Parameter(torch.randn(1, count + 1, dim) * 0.02)
        layer = nn.TransformerEncoderLayer(dim, 3, 48, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(dim, classes)

    def forward(self, x):
        tokens = self.patches(x).flatten(2).mT
        tokens = torch.cat([self.cls.expand(len(x), -1, -1), tokens], dim=1) + self.pos
        return self.head(self.encoder(tokens)[:, 0])


vit = MiniViT()
pictures = torch.rand(17, 3, 16, 16)
target = torch.arange(17) % 9
loss = nn.functional.cross_entropy(vit(pictures), target, label_smoothing=0.1)
loss.backward()
vit.eval()
with torch.no_grad():
    single = vit(pictures[0].unsqueeze(0)).squeeze(0)
    probabilities = torch.softmax(single, dim=0)
print(loss.item(), probabilities.sum().item(), probabilities.topk(3).indices.tolist())
