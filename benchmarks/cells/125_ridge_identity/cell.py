import torch
torch.set_default_dtype(torch.float64)

# fit a cubic to noisy samples, then ridge
n = 40
x = torch.linspace(-2, 2, n)
y = 1.5 * x**3 - x + 0.3 * torch.randn(n)
A = torch.stack([x**k for k in range(4)], dim=1)

def ridge(A, b, lam=1e-2):
    AtA = A.T @ A + lam * torch.eye(A.shape[0])
    Atb = A.T @ b
    return torch.linalg.solve(AtA, Atb)

w_ls = torch.linalg.lstsq(A, y.unsqueeze(1)).solution
w = ridge(A, y)
print(w_ls.T)
print(w)
print('resid', (A @ w - y).norm())
