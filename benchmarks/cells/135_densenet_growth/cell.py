import torch
import torch.nn as nn

class DenseLayer(nn.Module):
    def __init__(self, num_input_features, growth_rate, bn_size=2):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(num_input_features)
        self.conv1 = nn.Conv2d(num_input_features, bn_size * growth_rate, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(bn_size * growth_rate)
        self.conv2 = nn.Conv2d(bn_size * growth_rate, growth_rate, 3, padding=1, bias=False)
    def forward(self, x):
        y = self.conv1(torch.relu(self.norm1(x)))
        y = self.conv2(torch.relu(self.norm2(y)))
        return torch.cat([x, y], 1)

class DenseNet(nn.Module):
    def __init__(self, growth_rate=12, block_config=(3, 4), num_init_features=24, num_classes=100):
        super().__init__()
        feats = [nn.Conv2d(3, num_init_features, 3, padding=1)]
        num_features = num_init_features
        for i, num_layers in enumerate(block_config):
            for j in range(num_layers):
                feats.append(DenseLayer(num_features + j * growth_rate, growth_rate))
            num_features += num_layers * growth_rate
            if i != len(block_config) - 1:
                feats.append(nn.Sequential(
                    nn.BatchNorm2d(num_features), nn.ReLU(True),
                    nn.Conv2d(num_features, num_features // 2, 1, bias=False), nn.AvgPool2d(2)))
        self.features = nn.Sequential(*feats)
        self.classifier = nn.Linear(num_features, num_classes)
    def forward(self, x):
        x = self.features(x)
        return self.classifier(x.mean((2, 3)))

print(DenseNet()(torch.randn(2, 3, 16, 16)).shape)
