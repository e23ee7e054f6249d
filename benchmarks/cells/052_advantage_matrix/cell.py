import torch
import torch.nn as nn
from torch.distributions import Categorical


class ActorCritic(nn.Module):
    def __init__(self, obs, actions):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(obs, 32), nn.Tanh())
        self.actor = nn.Linear(32, actions)
        self.critic = nn.Linear(32, 1)

    def forward(self, x):
        x = self.body(x)
        return Categorical(logits=self.actor(x)), self.critic(x)


def discounted(rewards, gamma=0.99):
    total, out = 0.0, []
    for r in reversed(rewards):
        total = r + gamma * total
        out.insert(0, total)
    return torch.tensor(out)


net = ActorCritic(4, 2)
states = torch.randn(25, 4)
dist, values = net(states)
actions = dist.sample()
returns = discounted([1.0] * 25)
advantage = returns - values
actor_loss = -(dist.log_prob(actions) * advantage.detach()).mean()
critic_loss = advantage.pow(2).mean()
(actor_loss + 0.5 * critic_loss).backward()
print(actor_loss.item(), critic_loss.item())
