import torch
import torch.nn.functional as F
from torch import nn


class TwoTowers(nn.Module):
    def __init__(self, n_image=40, n_text=30, dim=64):
        super().__init__()
        self.image = nn.Linear(n_image, dim)
        self.text = nn.Linear(n_text, dim)
        self.temperature = 0.07

    def forward(self, image, text):
        a = self.image(image)
        b = self.text(text)
        similarity = F.cosine_similarity(a.unsqueeze(1), b.unsqueeze(0))
        return similarity / self.temperature


towers = TwoTowers()
image, text = torch.randn(16, 40), torch.randn(16, 30)
logits = towers(image, text)
pairs = torch.arange(16)
loss = F.cross_entropy(logits, pairs)
loss.backward()
print(logits.shape, loss.item())
