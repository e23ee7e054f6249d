import random
from collections import deque

import numpy as np
import torch
import torch.nn as nn


class QNetwork(nn.Module):
    def __init__(self, state_size, action_size):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(state_size, 64), nn.ReLU(), nn.Linear(64, action_size))

    def forward(self, state):
        return self.fc(state)


class Agent:
    def __init__(self, state_size=8, action_size=4):
        self.q = QNetwork(state_size, action_size)
        self.memory = deque(maxlen=1000)
        self.eps = 0.0

    def act(self, state):
        if random.random() < self.eps:
            return random.randrange(4)
        state = torch.from_numpy(state).float()
        with torch.no_grad():
            action_values = self.q(state)
        return action_values.argmax(dim=1).item()

    def learn(self, batch):
        states = torch.stack([torch.from_numpy(s).float() for s, _ in batch])
        targets = torch.tensor([t for _, t in batch])
        best = self.q(states).max(dim=1).values
        return nn.functional.mse_loss(best, targets)


agent = Agent()
print(agent.learn([(np.random.rand(8), 1.0) for _ in range(16)]).item())
state = np.random.rand(8)
for t in range(3):
    action = agent.act(state)
    state = np.random.rand(8)
print(action)
