import numpy as np
import torch
from torch import nn

torch.manual_seed(0)
backbone = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
)
backbone.eval()


def embed(images):
    batch = torch.from_numpy(images).float()[:, None]
    with torch.no_grad():
        return backbone(batch).numpy()


support = np.random.rand(5, 28, 28)
queries = np.random.rand(12, 28, 28)
prototypes = embed(support).reshape(5, 16)
prototypes /= np.linalg.norm(prototypes, axis=1, keepdims=True)
features = embed(queries)
similarity = features @ prototypes.T
print(similarity.argmax(axis=1))
