import torch
import torch.nn as nn

input_seq = torch.randn(10, 32, 5) # 5 features

rnn = nn.RNN(input_size=10, hidden_size=20, batch_first=True)

hidden = torch.zeros(1, 32, 20)

try:
    output, hidden = rnn(input_seq, hidden)
except RuntimeError as e:
    print(f"RuntimeError: {e}")
