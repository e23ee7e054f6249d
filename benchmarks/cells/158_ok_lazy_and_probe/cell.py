import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self, shape=(3, 37, 53), n=7):
        super().__init__()
        self.f = nn.Sequential(nn.Conv2d(shape[0], 8, 5, 2), nn.ReLU(), nn.Conv2d(8, 8, 3, 2), nn.ReLU(), nn.Flatten())
        with torch.no_grad():
            n_flat = self.f(torch.zeros(1, *shape)).shape[1]
        self.fc = nn.Linear(n_flat, n)
        self.aux = nn.LazyLinear(2)

    def forward(self, x):
        z = self.f(x)
        return self.fc(z), self.aux(z)

net = Net()
single = torch.rand(3, 37, 53)
logits, aux = net(single.unsqueeze(0))
print(logits.squeeze(0).argmax().item(), aux.shape)

try:
    net(torch.rand(1, 3, 64, 64))
except RuntimeError as e:
    print("as expected, other sizes do not fit:", str(e)[:60])
for x in torch.rand(10, 3, 37, 53).split(4):
    main, a = net(x)
    (main.logsumexp(1).mean() + a.pow(2).mean()).backward()
