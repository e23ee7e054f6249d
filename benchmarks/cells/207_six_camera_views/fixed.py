import torch
from torch import nn


class MultiView(nn.Module):
    def __init__(self, n_classes=4):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(16 * 8 * 8, 32),
        )
        self.head = nn.Sequential(nn.Linear(6 * 32, 64), nn.ReLU(), nn.Linear(64, n_classes))

    def forward(self, front, back, left, right, top, bottom):
        c1 = self.cnn(front)
        c2 = self.cnn(back)
        c3 = self.cnn(left)
        c4 = self.cnn(right)
        c5 = self.cnn(top)
        c6 = self.cnn(bottom)
        joined = torch.cat((c1, c2, c3, c4, c5, c6), 1)
        return self.head(joined)


model = MultiView()
views = [torch.randn(5, 1, 32, 32) for _ in range(6)]
print(model(*views).shape)
