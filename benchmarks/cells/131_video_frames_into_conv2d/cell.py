import torch
import torch.nn as nn

class FrameEncoder(nn.Module):
    def __init__(self, out=64):
        super().__init__()
        self.c1 = nn.Conv2d(3, 16, 5, stride=2, padding=2)
        self.c2 = nn.Conv2d(16, 32, 5, stride=2, padding=2)
        self.fc = nn.Linear(32, out)
    def forward(self, x):
        x = torch.relu(self.c1(x))
        x = torch.relu(self.c2(x)).mean((-2, -1))
        return self.fc(x)

class LRCN(nn.Module):
    def __init__(self, n_classes=6):
        super().__init__()
        self.cnn = FrameEncoder()
        self.lstm = nn.LSTM(64, 128, batch_first=True)
        self.cls = nn.Linear(128, n_classes)
    def forward(self, clip):
        b, t, c, h, w = clip.shape
        f = self.cnn(clip)
        out, _ = self.lstm(f)
        return self.cls(out[:, -1])

clips = torch.rand(2, 8, 3, 48, 48)
print(LRCN()(clips).shape)
