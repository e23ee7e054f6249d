import torch
import torch.nn as nn

feats = {}
def save_to(name):
    def hook(module, inp, out):
        feats[name] = out
    return hook

backbone = nn.Sequential(
    nn.Conv2d(3, 32, 3, 2, 1), nn.ReLU(),
    nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(),
    nn.Conv2d(64, 128, 3, 2, 1), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(),
)
backbone[3].register_forward_hook(save_to('mid'))

class MultiTask(nn.Module):
    def __init__(self, backbone):
        super().__init__()
        self.backbone = backbone
        self.heads = nn.ModuleDict({
            'age': nn.Linear(128, 1),
            'gender': nn.Linear(128, 2),
            'texture': nn.Linear(64, 6),
        })
    def forward(self, x):
        z = self.backbone(x)
        mid = feats['mid'].mean(dim=(2, 3))
        return {
            'age': self.heads['age'](z).squeeze(1),
            'gender': self.heads['gender'](z),
            'texture': self.heads['texture'](mid),
        }

net = MultiTask(backbone)
faces = torch.rand(4, 3, 64, 64)
y = {'age': torch.rand(4) * 80, 'gender': torch.randint(0, 2, (4,)), 'texture': torch.randint(0, 6, (4,))}
crit = {'age': nn.L1Loss(), 'gender': nn.CrossEntropyLoss(), 'texture': nn.CrossEntropyLoss()}
out = net(faces)
total = sum(crit[k](out[k], y[k]) for k in out)
total.backward()
print({k: v.shape for k, v in out.items()}, total.item())
