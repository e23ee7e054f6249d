import torch

G = 1.0
N = 5
torch.manual_seed(3)
pos = torch.randn(N, 2)
vel = torch.zeros(N, 2)
mass = torch.rand(N) + 0.5

def accelerations(pos, mass, eps=0.05):
    diff = pos[None, :, :] - pos[:, None, :]          # (N, N, 2)
    r2 = (diff ** 2).sum(-1) + eps ** 2
    inv_r3 = r2 ** -1.5
    return G * (mass[None, :, None] * diff * inv_r3[:, :, None]).sum(dim=1)

def energy(pos, vel, mass):
    ke = 0.5 * (mass * (vel ** 2).sum(-1)).sum()
    d = torch.cdist(pos, pos)
    pe = -G * (mass[:, None] * mass[None, :] / (d + torch.eye(N))).triu(1).sum()
    return ke + pe

dt = 0.01
acc = accelerations(pos, mass)
for step in range(50):
    vel += 0.5 * dt * acc
    pos += dt * vel
    acc = accelerations(pos, mass)
    vel += 0.5 * dt * acc
    if step % 25 == 0:
        print(step, energy(pos, vel, mass).item())
