import torch
from torch import nn
import torch.nn.functional as F


class Dueling(nn.Module):
    def __init__(self, n_obs=4, n_actions=2):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_obs, 64), nn.ReLU())
        self.value = nn.Linear(64, 1)
        self.advantage = nn.Linear(64, n_actions)

    def forward(self, obs):
        h = self.body(obs)
        advantage = self.advantage(h)
        return self.value(h) + advantage - advantage.mean(dim=1, keepdim=True)


net, frozen = Dueling(), Dueling()
frozen.load_state_dict(net.state_dict())
obs, after = torch.randn(32, 4), torch.randn(32, 4)
action = torch.randint(0, 2, (32,))
reward, done = torch.rand(32), torch.rand(32) < 0.1

q = net(obs).gather(1, action[:, None]).squeeze(1)
with torch.no_grad():
    choice = net(after).argmax(dim=1, keepdim=True)
    target = reward + 0.99 * frozen(after).gather(1, choice).squeeze(1) * ~done
loss = F.smooth_l1_loss(q, target)
loss.backward()
print(loss.item())
