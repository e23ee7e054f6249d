import torch
import torch.nn as nn


class Expert(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(d_in, 32), nn.Linear(32, d_out)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


class MoE(nn.Module):
    def __init__(self, d_in, d_out, n_experts):
        super().__init__()
        self.experts = nn.ModuleList([Expert(d_in, d_out) for _ in range(n_experts)])
        self.gate = nn.Linear(d_in, n_experts)

    def forward(self, x):
        weights = torch.softmax(self.gate(x), dim=-1)
        outputs = torch.stack([expert(x) for expert in self.experts])
        return (weights.unsqueeze(-1) * outputs).sum(dim=1)


moe = MoE(16, 8, n_experts=4)
y = moe(torch.randn(10, 16))
print(y.shape)
