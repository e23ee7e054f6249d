import torch
import torch.nn as nn
from torch.distributions import Categorical

num_steps, num_envs, obs_dim, n_act = 16, 4, 8, 3

class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.critic = nn.Sequential(nn.Linear(obs_dim, 64), nn.Tanh(), nn.Linear(64, 1))
        self.actor = nn.Sequential(nn.Linear(obs_dim, 64), nn.Tanh(), nn.Linear(64, n_act))
    def get_action_and_value(self, x, action=None):
        probs = Categorical(logits=self.actor(x))
        if action is None:
            action = probs.sample()
        return action, probs.log_prob(action), probs.entropy(), self.critic(x)

agent = Agent()
optimizer = torch.optim.Adam(agent.parameters(), lr=2.5e-4, eps=1e-5)

obs = torch.randn(num_steps, num_envs, obs_dim)
with torch.no_grad():
    actions, logprobs, _, values = agent.get_action_and_value(obs)
rewards = torch.randn(num_steps, num_envs)
values = values.squeeze(-1)
advantages = torch.zeros_like(rewards)
lastgaelam = 0
for t in reversed(range(num_steps - 1)):
    delta = rewards[t] + 0.99 * values[t + 1] - values[t]
    advantages[t] = lastgaelam = delta + 0.99 * 0.95 * lastgaelam
returns = advantages + values

for epoch in range(2):
    for mb in torch.randperm(num_steps).split(4):
        _, newlogprob, entropy, newvalue = agent.get_action_and_value(obs[mb], actions[mb])
        ratio = (newlogprob - logprobs[mb]).exp()
        mb_adv = advantages[mb]
        mb_adv = (mb_adv - mb_adv.mean()) / (mb_adv.std() + 1e-8)
        pg_loss = torch.max(-mb_adv * ratio, -mb_adv * ratio.clamp(0.8, 1.2)).mean()
        newvalue = newvalue.view(-1)
        v_loss = 0.5 * ((newvalue - returns[mb]) ** 2).mean()
        loss = pg_loss - 0.01 * entropy.mean() + v_loss * 0.5
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
print("loss", loss.item())
