import torch
import torch.nn as nn

class IncorrectReshapeModel(nn.Module):
  def __init__(self):
    super(IncorrectReshapeModel, self).__init__()
    self.linear1 = nn.Linear(100, 512) # 512 out
    self.linear2 = nn.Linear(512, 1024) # 512 in
    self.linear3 = nn.Linear(1024, 10)


  def forward(self, x):
    x = torch.relu(self.linear1(x))
    x = x.view(x.size(0), 1, 512) # to three axes
    x = x.view(x.size(0), 512) # and back to two
    x = torch.relu(self.linear2(x))
    x = self.linear3(x)
    return x

model = IncorrectReshapeModel()
dummy_input = torch.randn(1, 100)
output = model(dummy_input)
