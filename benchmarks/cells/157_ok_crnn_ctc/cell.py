import torch
from torch import nn

class CRNN(nn.Module):
    def __init__(self, n_cls, img_h=32):
        super().__init__()
        def cbr(i, o, pool):
            return nn.Sequential(nn.Conv2d(i, o, 3, 1, 1), nn.BatchNorm2d(o), nn.ReLU(), nn.MaxPool2d(pool))
        self.cnn = nn.Sequential(cbr(1, 16, 2), cbr(16, 32, 2), cbr(32, 32, (2, 1)))
        self.squash = nn.Linear(32 * (img_h // 8), 48)
        self.rnn = nn.GRU(48, 40, num_layers=2, bidirectional=True)
        self.fc = nn.Linear(80, n_cls)
    def forward(self, x):
        f = self.cnn(x)
        b, c, h, w = f.shape
        f = f.permute(3, 0, 1, 2).reshape(w, b, c * h)
        y, _ = self.rnn(self.squash(f))
        return self.fc(y).log_softmax(-1)

n_cls = 20
model = CRNN(n_cls)
imgs = torch.rand(5, 1, 32, 80)
texts = [torch.randint(1, n_cls, (k,)) for k in (3, 6, 4, 5, 2)]
lens = torch.tensor([len(t) for t in texts])
log_probs = model(imgs)
in_lens = torch.full((5,), log_probs.size(0))
loss = nn.CTCLoss(blank=0, zero_infinity=True)(log_probs, torch.cat(texts), in_lens, lens)
loss.backward()
best = log_probs.argmax(-1).t()
decoded = [torch.unique_consecutive(row[row != 0]).tolist() for row in best]
print(loss.item(), decoded)
