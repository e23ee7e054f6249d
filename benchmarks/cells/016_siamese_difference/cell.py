import torch
import torch.nn as nn


class SiameseNetwork(nn.Module):

    def __init__(self):
        super(SiameseNetwork, self).__init__()
        self.cnn1 = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(1, 4, kernel_size=3),
            nn.ReLU(inplace=True),
            nn.BatchNorm2d(4),
            nn.MaxPool2d(2),
            nn.ReflectionPad2d(1),
            nn.Conv2d(4, 8, kernel_size=3),
            nn.ReLU(inplace=True),
            nn.BatchNorm2d(8),
        )
        self.fc1 = nn.Sequential(nn.Linear(8 * 25 * 25, 128), nn.ReLU())
        self.same = nn.Linear(256, 1)

    def forward_once(self, x):
        output = self.cnn1(x)
        output = output.view(output.size()[0], -1)
        return self.fc1(output)

    def forward(self, input1, input2):
        e1 = self.forward_once(input1)
        e2 = self.forward_once(input2)
        distance = torch.abs(e1 - e2)
        return torch.sigmoid(self.same(distance))


net = SiameseNetwork()
img0, img1 = torch.rand(8, 1, 50, 50), torch.rand(8, 1, 50, 50)
label = torch.randint(0, 2, (8, 1)).float()
output = net(img0, img1)
loss = nn.BCELoss()(output, label)
loss.backward()
print(loss)
