import torch
from torch import nn
import torch.nn.functional as F

alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

class CRNN(nn.Module):
    def __init__(self, nclass, nh=64):
        super(CRNN, self).__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 32, 3, 1, 1), nn.ReLU(True), nn.MaxPool2d(2, 2),
            nn.Conv2d(32, 64, 3, 1, 1), nn.ReLU(True), nn.MaxPool2d(2, 2),
            nn.Conv2d(64, 128, 3, 1, 1), nn.BatchNorm2d(128), nn.ReLU(True), nn.MaxPool2d((2, 1), (2, 1)),
        )
        self.rnn = nn.LSTM(128 * 4, nh, bidirectional=True)
        self.fc = nn.Linear(nh * 2, nclass)

    def forward(self, x):
        conv = self.cnn(x)
        b, c, h, w = conv.size()
        # assert h == 1, "the height of conv must be 1"
        conv = conv.reshape(b, c * h, w)
        conv = conv.permute(2, 0, 1)   # [w, b, c]
        out, _ = self.rnn(conv)
        return F.log_softmax(self.fc(out), dim=2)

net = CRNN(len(alphabet) + 1)
imgs = torch.rand(4, 1, 32, 100)
targets = torch.randint(1, 37, (4, 6))
preds = net(imgs)
ctc = nn.CTCLoss()
print(ctc(preds, targets, torch.full((4,), preds.size(0)), torch.full((4,), 6)))
