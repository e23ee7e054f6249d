import torch
import torch.nn as nn

torch.manual_seed(0)

def u_exact(x):
    return torch.sin(torch.pi * x)

net = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
x_data = torch.linspace(0, 1, 40)
u_data = u_exact(x_data)
x_col = torch.rand(200, 1, requires_grad=True)

def pde_loss(model, x):
    u = model(x)
    du = torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)[0]
    d2u = torch.autograd.grad(du, x, torch.ones_like(du), create_graph=True)[0]
    f = -torch.pi ** 2 * torch.sin(torch.pi * x)
    return ((d2u - f) ** 2).mean()

opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for step in range(20):
    opt.zero_grad()
    pred = net(x_data.unsqueeze(1))
    data_loss = torch.mean((pred - u_data) ** 2)
    loss = data_loss + 1e-2 * pde_loss(net, x_col)
    loss.backward()
    opt.step()
print(loss.item())
