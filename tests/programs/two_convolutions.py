import torch
import torch.nn as nn

class IncorrectFlattenModel(nn.Module):
    def __init__(self):
        super(IncorrectFlattenModel, self).__init__()
        self.conv1 = nn.Conv2d(3, 16, kernel_size=3, padding=1) # RGB images
        self.pool1 = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.pool2 = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(32 * 16 * 16, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
      x = self.pool1(torch.relu(self.conv1(x)))
      x = self.pool2(torch.relu(self.conv2(x)))
      x = x.view(x.size(0), -1) #Flatten
      x = torch.relu(self.fc1(x))
      x = self.fc2(x)
      return x

model = IncorrectFlattenModel()
dummy_input = torch.randn(1, 3, 64, 64) # Example input of 64x64 image
output = model(dummy_input)
