import torch
import torch.nn as nn
torch.manual_seed(1234)

# u_t + u u_x - nu u_xx = 0
nu = 0.01 / torch.pi

class PINN(nn.Module):
    def __init__(self, layers=[2, 20, 20, 20, 1]):
        super().__init__()
        self.net = nn.ModuleList([nn.Linear(i, o) for i, o in zip(layers[:-1], layers[1:])])
    def forward(self, x, t):
        z = torch.cat([x, t], dim=1)
        for lin in self.net[:-1]:
            z = torch.tanh(lin(z))
        return self.net[-1](z)

def residual(model, x, t):
    u = model(x, t)
    grad = lambda out, inp: torch.autograd.grad(out, inp, torch.ones_like(out), create_graph=True)[0]
    u_x, u_t = grad(u, x), grad(u, t)
    return u_t + u * u_x - nu * grad(u_x, x)

model = PINN()
x_f = (torch.rand(500, 1) * 2 - 1).requires_grad_()
t_f = torch.rand(500, 1).requires_grad_()
x_0 = torch.linspace(-1, 1, 100).unsqueeze(1)
t_0 = torch.zeros(100)
u_0 = -torch.sin(torch.pi * x_0)

optim = torch.optim.Adam(model.parameters(), 1e-3)
for it in range(3):
    optim.zero_grad()
    loss_f = residual(model, x_f, t_f).pow(2).mean()
    loss_0 = (model(x_0, t_0) - u_0).pow(2).mean()
    loss = loss_f + loss_0
    loss.backward()
    optim.step()
    print(it, loss.item())
