import torch
import torch.nn as nn

cfg = {'VGG5': [16, 'M', 32, 'M', 64, 'M']}


class VGG(nn.Module):
    def __init__(self, name, num_classes=10):
        super().__init__()
        self.features = self._make_layers(cfg[name])
        self.classifier = nn.Linear(64 * 4 * 4, num_classes)

    def forward(self, x):
        out = self.features(x)
        out = out.view(out.size(0), -1)
        return self.classifier(out)

    def _make_layers(self, cfg):
        layers = []
        in_channels = 3
        for x in cfg:
            if x == 'M':
                layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
            else:
                layers += [nn.Conv2d(in_channels, x, kernel_size=3, padding=1),
                           nn.BatchNorm2d(x),
                           nn.ReLU(inplace=True)]
                in_channels = x
        return nn.Sequential(*layers)


def test():
    net = VGG('VGG5')
    x = torch.randn(2, 3, 32, 32)
    y = net(x)
    print(y.size())


test()
