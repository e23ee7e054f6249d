import torch
import torch.nn as nn
import torch.nn.functional as F

class GATLayer(nn.Module):
    def __init__(self, in_dim, out_dim):
        super().__init__()
        self.fc = nn.Linear(in_dim, out_dim, bias=False)
        self.attn_fc = nn.Linear(out_dim, 1, bias=False)
        nn.init.xavier_normal_(self.fc.weight, gain=nn.init.calculate_gain('relu'))

    def edge_attention(self, z, edge_index):
        src, dst = edge_index
        z2 = torch.cat([z[src], z[dst]], dim=1)
        return F.leaky_relu(self.attn_fc(z2)).squeeze(1)

    def forward(self, h, edge_index):
        z = self.fc(h)
        e = self.edge_attention(z, edge_index)
        alpha = torch.exp(e - e.max())
        denom = torch.zeros(h.size(0)).index_add_(0, edge_index[1], alpha)
        msg = alpha.unsqueeze(1) * z[edge_index[0]]
        out = torch.zeros_like(z).index_add(0, edge_index[1], msg)
        return out / (denom.unsqueeze(1) + 1e-9)

class MultiHead(nn.Module):
    def __init__(self, i, o, heads):
        super().__init__()
        self.heads = nn.ModuleList(GATLayer(i, o) for _ in range(heads))
    def forward(self, h, ei):
        return torch.cat([hd(h, ei) for hd in self.heads], dim=1)

ei = torch.randint(0, 20, (2, 90))
x = torch.randn(20, 33)
l1, l2 = MultiHead(33, 8, 4), GATLayer(32, 7)
print(l2(F.elu(l1(x, ei)), ei).log_softmax(1)[:2])
