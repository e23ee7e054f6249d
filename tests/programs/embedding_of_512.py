import torch
import torch.nn as nn

class EmbeddingMismatchModel(nn.Module):
  def __init__(self, embedding_dim):
    super(EmbeddingMismatchModel, self).__init__()
    self.embedding = nn.Embedding(1000, embedding_dim)
    self.fc1 = nn.Linear(1024, 128) #Dense Layer expects 1024 dimensions.
    self.fc2 = nn.Linear(128, 10)

  def forward(self, x):
    x = self.embedding(x)
    x = x.view(x.size(0), -1) #Flatten the output of embedding layer
    x = torch.relu(self.fc1(x))
    x = self.fc2(x)
    return x

# Example instantiation and use.
model = EmbeddingMismatchModel(512) # embedding size 512
dummy_input = torch.randint(0, 1000, (1, 10))  # Dummy integer sequences.
output = model(dummy_input)
