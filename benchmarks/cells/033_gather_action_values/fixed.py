import random
import torch
import torch.nn as nn
import torch.nn.functional as F


class Replay:
    def __init__(self):
        self.data = []

    def push(self, *transition):
        self.data.append(transition)

    def sample(self, k):
        s, a, r, s2 = zip(*random.sample(self.data, k))
        return torch.stack(s), torch.tensor(a), torch.tensor(r), torch.stack(s2)


policy_net = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 2))
target_net = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 2))
target_net.load_state_dict(policy_net.state_dict())
memory = Replay()
for _ in range(60):
    memory.push(torch.randn(4), random.randrange(2), random.random(), torch.randn(4))

GAMMA = 0.99


def optimize_model(batch_size=32):
    state, action, reward, next_state = memory.sample(batch_size)
    q = policy_net(state).gather(1, action.unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        q_next = target_net(next_state).max(1).values
    return F.smooth_l1_loss(q, reward + GAMMA * q_next)


loss = optimize_model()
loss.backward()
print(float(loss))
