import torch
import torch.nn as nn
from torch.distributions import Normal

T, N, obs_dim, act_dim = 12, 6, 4, 2
policy = nn.Sequential(nn.Linear(obs_dim, 32), nn.Tanh(), nn.Linear(32, act_dim))
value = nn.Sequential(nn.Linear(obs_dim, 32), nn.Tanh(), nn.Linear(32, 1))
log_std = nn.Parameter(torch.zeros(act_dim))

obs = torch.randn(T + 1, N, obs_dim)
rewards = torch.randn(T, N)
dones = (torch.rand(T, N) < 0.1).float()
dist = Normal(policy(obs[:-1]), log_std.exp())
actions = dist.sample()
logp = dist.log_prob(actions).sum(-1)
v = value(obs).squeeze(-1)

adv = torch.zeros(T, N)
last = torch.zeros(N)
for t in reversed(range(T)):
    delta = rewards[t] + 0.99 * v[t + 1].detach() * (1 - dones[t]) - v[t].detach()
    last = delta + 0.99 * 0.95 * (1 - dones[t]) * last
    adv[t] = last
ret = adv + v[:-1].detach()
norm = (adv - adv.mean(0)) / (adv.std(0) + 1e-8)   # per environment
loss = -(logp * norm).mean() + 0.5 * (v[:-1] - ret).pow(2).mean() - 1e-3 * dist.entropy().sum(-1).mean()
loss.backward()

# off-policy part: one flat batch
q = nn.Linear(obs_dim + act_dim, 1)
idx = torch.randperm(T * N)[:N]
s, a = obs[:-1].flatten(0, 1)[idx], actions.flatten(0, 1)[idx]
r = rewards.flatten()[idx].unsqueeze(1)
target = r + 0.99 * torch.zeros(N, 1)
print(loss.item(), nn.functional.smooth_l1_loss(q(torch.cat([s, a], -1)), target).item())
