import torch
import torch.nn as nn

class MyNetwork(nn.Module):
    def __init__(self):
        super(MyNetwork, self).__init__()
        self.fc1 = nn.Linear(784, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = torch.flatten(x, 1) # flatten
        x = torch.relu(self.fc1(x))
        x = self.fc2(x)
        return x

model = MyNetwork()
input_tensor = torch.randn(1, 1024) # 1024 features

output = model(input_tensor)
