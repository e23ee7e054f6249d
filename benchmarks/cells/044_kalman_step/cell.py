import torch

dt = 0.1
F = torch.tensor([[1, 0, dt, 0], [0, 1, 0, dt], [0, 0, 1, 0], [0, 0, 0, 1]])
H = torch.tensor([[1.0, 0, 0, 0], [0, 1.0, 0, 0]])
Q = 0.01 * torch.eye(4)
R = 0.1 * torch.eye(2)


def predict(x, P):
    x = F @ x
    P = F @ P @ H.T @ F.T + Q
    return x, P


def update(x, P, z):
    y = z - H @ x
    S = H @ P @ H.T + R
    K = P @ H.T @ torch.linalg.inv(S)
    x = x + K @ y
    P = (torch.eye(4) - K @ H) @ P
    return x, P


x = torch.zeros(4, 1)
P = torch.eye(4)
measurements = torch.tensor([[0.1, 0.0], [0.2, 0.1], [0.3, 0.15]])
for z in measurements:
    x, P = predict(x, P)
    x, P = update(x, P, z)
    assert x.shape == (4, 1), x.shape
print(x.squeeze())
