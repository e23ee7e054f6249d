import torch
import torch.nn as nn
import torch.nn.functional as F

class DenseGCN(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.lin = nn.Linear(i, o)
    def forward(self, x, adj, mask):
        deg = adj.sum(-1, keepdim=True).clamp(min=1)
        return F.relu(self.lin((adj @ x) / deg)) * mask.unsqueeze(-1)

B, N, Fdim = 6, 9, 9
coords = torch.randn(B, N, 3)
dist = (coords[:, :, None] - coords[:, None]).norm(dim=-1)
mask = torch.arange(N)[None] < torch.randint(4, N + 1, (B, 1))
pair = mask[:, :, None] & mask[:, None, :]
adj = ((dist < 1.5) & pair).float()
rbf = torch.exp(-(dist[..., None] - torch.linspace(0, 3, 8)) ** 2)
edge_gate = nn.Linear(8, 1)(rbf).squeeze(-1).sigmoid()

l1, l2 = DenseGCN(Fdim, 16), DenseGCN(16, 16)
x = torch.randn(B, N, Fdim)
h = l2(l1(x, adj * edge_gate, mask), adj * edge_gate, mask)
graph = h.sum(1) / mask.sum(1, keepdim=True)
att = (h @ h.transpose(1, 2)).masked_fill(~mask[:, None, :], float('-inf')).softmax(-1)
print(graph.shape, att.sum(-1)[0], nn.Linear(16, 2)(graph).argmax(-1))
