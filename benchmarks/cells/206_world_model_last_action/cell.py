import torch
from torch import nn

HORIZON, BATCH, N_STATE, N_ACTION = 50, 16, 30, 6


class OneStep(nn.Module):
    def __init__(self, n_state, n_action, hidden=64):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_state + n_action, hidden), nn.ELU(),
            nn.Linear(hidden, n_state),
        )

    def forward(self, state, action):
        x = torch.cat([state, action], dim=-1)
        return self.net(x)


states = torch.randn(HORIZON, BATCH, N_STATE)
actions = torch.randn(HORIZON, BATCH, N_ACTION)

ensemble = nn.ModuleList(OneStep(N_STATE, N_ACTION) for _ in range(3))
target = states[1:]
losses = []
for member in ensemble:
    guess = member(states[:-1], actions)
    losses.append((guess - target).pow(2).mean())
total = torch.stack(losses).sum()
total.backward()
print(total.item())
