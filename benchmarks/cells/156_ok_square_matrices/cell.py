import torch

torch.manual_seed(0)
n = 8
P = torch.rand(n, n)
P = P / P.sum(dim=1, keepdim=True)          # rows sum to one
pi = torch.full((n,), 1 / n)
for _ in range(100):
    pi = pi @ P
print('stationary', pi, (pi @ P - pi).abs().max())

K = torch.exp(-torch.cdist(torch.randn(n, 2), torch.randn(n, 2)))
u, v = torch.ones(n), torch.ones(n)
a, b = torch.full((n,), 1 / n), torch.full((n,), 1 / n)
for _ in range(50):                          # Sinkhorn
    u = a / (K @ v)
    v = b / (K.T @ u)
plan = u[:, None] * K * v[None, :]
print(plan.sum(0), plan.sum(1))

X = torch.randn(n, n)
Z = (X - X.mean(0)) / X.std(0)               # per feature
C = Z.T @ Z / (n - 1)
H = torch.eye(n) - 1 / n
gram = H @ (X @ X.T) @ H
log_p = torch.log_softmax(X, dim=0)          # column stochastic
print(C.diagonal(), gram.sum(), log_p.exp().sum(0))
