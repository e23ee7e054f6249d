from collections import OrderedDict
import torch
from torch import nn, optim
from torch.utils.data import DataLoader

# fashion mnist exercise, part 3
input_size = 784
hidden_sizes = [128, 64]
output_size = 10

model = nn.Sequential(OrderedDict([
    ('flatten', nn.Flatten()),
    ('fc1', nn.Linear(input_size, hidden_sizes[0])),
    ('relu1', nn.ReLU()),
    ('fc2', nn.Linear(hidden_sizes[0], hidden_sizes[1])),
    ('relu2', nn.ReLU()),
    ('logits', nn.Linear(hidden_sizes[1], output_size))]))

train = [(torch.rand(1, 28, 28), i % 10) for i in range(96)]
trainloader = DataLoader(train, batch_size=32, shuffle=True)
optimizer = optim.Adam(model.parameters(), lr=0.003)
criterion = nn.CrossEntropyLoss()

images, labels = next(iter(trainloader))
print(images.shape)

for images, labels in trainloader:
    optimizer.zero_grad()
    output = model(images)
    loss = criterion(output, labels)
    loss.backward()
    optimizer.step()
    print(f"Training loss: {loss.item()}")
