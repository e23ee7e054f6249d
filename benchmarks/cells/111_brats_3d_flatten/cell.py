import torch
import torch.nn as nn

class Lambda(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn
    def forward(self, x):
        return self.fn(x)

def conv_block(ci, co):
    return nn.Sequential(
        nn.Conv3d(ci, co, kernel_size=3, padding=1),
        nn.GroupNorm(4, co),
        nn.LeakyReLU(0.1),
        nn.MaxPool3d(2))

# T1, T1ce, T2, FLAIR volumes  -> survival class
MODALITIES = 4
D, H, W = 24, 32, 32

model = nn.Sequential(
    conv_block(MODALITIES, 8),
    conv_block(8, 16),
    conv_block(16, 32),
    Lambda(lambda x: x.view(x.size(0), -1)),
    nn.Linear(32 * (H // 8) * (W // 8), 64),
    nn.ReLU(),
    nn.Dropout(0.3),
    nn.Linear(64, 3),
)

vol = torch.randn(2, MODALITIES, D, H, W)
logits = model(vol)
print(logits.softmax(1))
