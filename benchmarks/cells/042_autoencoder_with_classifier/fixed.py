import torch
import torch.nn as nn
import torch.nn.functional as F

hidden, code = 100, 32

enc = nn.Sequential(nn.Flatten(), nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, code))
dec = nn.Sequential(nn.Linear(code, hidden), nn.ReLU(), nn.Linear(hidden, 784), nn.Sigmoid())
clf = nn.Sequential(nn.ReLU(), nn.Linear(code, 10))


def step(images, labels, alpha=0.3):
    z = enc(images)
    prediction = clf(z)
    reconstruction = dec(z)
    loss_rec = F.mse_loss(reconstruction, images.flatten(1))
    loss_cls = F.cross_entropy(prediction, labels)
    return loss_cls + alpha * loss_rec


images = torch.rand(20, 1, 28, 28)
labels = torch.randint(0, 10, (20,))
params = [p for m in (enc, dec, clf) for p in m.parameters()]
opt = torch.optim.Adam(params)
for i in range(2):
    opt.zero_grad()
    loss = step(images, labels)
    loss.backward()
    opt.step()
print(loss.item())
