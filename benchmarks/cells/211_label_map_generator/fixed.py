import torch
import torch.nn.functional as F
from torch import nn
from types import SimpleNamespace

opt = SimpleNamespace(label_nc=12, output_nc=3, ngf=16, no_instance=False)


class Generator(nn.Module):
    def __init__(self, opt):
        super().__init__()
        input_nc = opt.label_nc + (0 if opt.no_instance else 1)
        self.model = nn.Sequential(
            nn.ReflectionPad2d(3),
            nn.Conv2d(input_nc, opt.ngf, 7),
            nn.InstanceNorm2d(opt.ngf),
            nn.ReLU(),
            nn.Conv2d(opt.ngf, opt.output_nc, 3, padding=1),
            nn.Tanh(),
        )

    def forward(self, semantics):
        return self.model(semantics)


def edges(instance):
    right = F.pad(instance[:, :, :, 1:] != instance[:, :, :, :-1], (0, 1))
    below = F.pad(instance[:, :, 1:] != instance[:, :, :-1], (0, 0, 0, 1))
    return (right | below).float()


def encode(label, instance):
    onehot = F.one_hot(label, opt.label_nc).permute(0, 3, 1, 2).float()
    if opt.no_instance:
        return onehot
    return torch.cat([onehot, edges(instance)], dim=1)


label = torch.randint(0, opt.label_nc, (2, 64, 64))
instance = torch.randint(0, 5, (2, 1, 64, 64))
print(Generator(opt)(encode(label, instance)).shape)
