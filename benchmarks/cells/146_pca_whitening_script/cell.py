import torch

torch.manual_seed(0)
n, d, k = 60, 12, 3
X = torch.randn(n, k) @ torch.randn(k, d) + 0.05 * torch.randn(n, d)

def pca(X, k):
    mu = X.mean(dim=1)
    Xc = X - mu
    U, S, Vh = torch.linalg.svd(Xc, full_matrices=False)
    comps = Vh[:k]
    scores = Xc @ comps
    explained = (S[:k] ** 2) / (S ** 2).sum()
    return scores, comps, mu, explained

scores, comps, mu, explained = pca(X, k)
X_hat = scores @ comps + mu
print('explained', explained)
print('err', (X - X_hat).norm() / X.norm())
white = scores / scores.std(dim=0)
print(torch.cov(white.T))
