import torch
import torch.nn as nn

input_seq = torch.randn(10, 32, 10)

# Multi-layered RNN
rnn = nn.RNN(input_size=10, hidden_size=20, num_layers=2, batch_first=True)

# Initial hidden state: (num_layers * num_directions, batch size, hidden_size)
hidden = torch.zeros(2, 32, 20) # num_layers = 2

output, hidden = rnn(input_seq, hidden)

print(output.shape)
print(hidden.shape)
