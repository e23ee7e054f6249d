import random
from collections import deque
import torch
from torch import nn

memory = deque(maxlen=500)
policy = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
gamma = 0.99

for _ in range(100):
    state = torch.randn(1, 4)
    action = policy(state).argmax(dim=1, keepdim=True)
    after = torch.randn(1, 4)
    memory.append((state, action, torch.tensor([1.0]), after))

states, actions, rewards, afters = zip(*random.sample(memory, 16))
states, afters = torch.stack(states), torch.stack(afters)
actions, rewards = torch.cat(actions), torch.cat(rewards)

chosen = policy(states).gather(1, actions)
with torch.no_grad():
    best = policy(afters).max(dim=1).values
target = (rewards + gamma * best).unsqueeze(1)
loss = nn.functional.smooth_l1_loss(chosen, target)
loss.backward()
print(loss.item())
