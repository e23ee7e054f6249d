import torch
import torch.nn as nn

# Input sequence
input_seq = torch.randn(10, 32, 10)

# RNN layer
rnn = nn.RNN(input_size=10, hidden_size=20, batch_first=True) # batch_first=True for (B, S, F)

# Initial hidden state: (num_layers * num_directions, batch size, hidden_size)
hidden = torch.zeros(1, 32, 20)

# Forward pass
output, hidden = rnn(input_seq, hidden)

print(output.shape)
print(hidden.shape)
