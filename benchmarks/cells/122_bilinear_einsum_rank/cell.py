import torch
import torch.nn as nn

class NTNScore(nn.Module):
    """neural tensor network for KG triples (Socher)"""
    def __init__(self, n_ent, n_rel, d=20, k=4):
        super().__init__()
        self.E = nn.Embedding(n_ent, d)
        self.W = nn.Parameter(torch.randn(n_rel, d, d, k) * 0.01)
        self.V = nn.Parameter(torch.randn(n_rel, k, 2 * d) * 0.01)
        self.u = nn.Parameter(torch.randn(n_rel, k))

    def forward(self, h, r, t):
        eh, et = self.E(h), self.E(t)
        bilin = torch.einsum('bi,bkij,bj->bk', eh, self.W[r], et)
        lin = torch.einsum('bkc,bc->bk', self.V[r], torch.cat([eh, et], -1))
        return (self.u[r] * torch.tanh(bilin + lin)).sum(-1)

ntn = NTNScore(100, 7)
h = torch.randint(0, 100, (16,)); t = torch.randint(0, 100, (16,))
r = torch.randint(0, 7, (16,))
neg = torch.randint(0, 100, (16,))
pos_s, neg_s = ntn(h, r, t), ntn(h, r, neg)
loss = torch.relu(1 - pos_s + neg_s).mean()
loss.backward()
print(loss)
