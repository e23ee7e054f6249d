import torch
import torch.nn as nn

n_cls = 4
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, n_cls))
X = torch.randn(200, 10)
y = torch.randint(0, n_cls, (200,))

@torch.no_grad()
def confusion(model, X, y):
    cm = torch.zeros(n_cls, n_cls)
    for xb, yb in zip(X.split(64), y.split(64)):
        pred = model(xb).argmax(dim=1)
        for t, p in zip(yb, pred):
            cm[t, p] += 1
    return cm

cm = confusion(net, X, y)
recall = cm.diag() / cm.sum(1)
cm_norm = cm / cm.sum(dim=1)
print('recall per class', recall)
print(cm_norm)
for row in cm_norm:
    print(' '.join(f'{v:.2f}' for v in row.tolist()))
