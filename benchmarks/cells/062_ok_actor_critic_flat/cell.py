import torch
import torch.nn as nn
from torch.distributions import Categorical

body = nn.Sequential(nn.Linear(6, 32), nn.ReLU())
policy, value = nn.Linear(32, 3), nn.Linear(32, 1)


def act(state):
    with torch.no_grad():
        probs = torch.softmax(policy(body(state)), dim=0)
    return Categorical(probs).sample().item()


state = torch.zeros(6)
trajectory = []
for t in range(15):
    action = act(state)
    trajectory.append((state, action, 1.0 if action == 1 else -0.1))
    state = state + 0.1 * torch.randn(6)

states = torch.stack([s for s, _, _ in trajectory])
actions = torch.tensor([a for _, a, _ in trajectory])
rewards = torch.tensor([r for _, _, r in trajectory])
returns = rewards.flip(0).cumsum(0).flip(0)
features = body(states)
values = value(features).squeeze(-1)
advantage = returns - values.detach()
advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
log_probs = policy(features).log_softmax(dim=-1)
chosen = log_probs.gather(1, actions[:, None]).squeeze(1)
loss = -(chosen * advantage).mean() + nn.functional.mse_loss(values, returns)
loss.backward()
print(loss.item())
