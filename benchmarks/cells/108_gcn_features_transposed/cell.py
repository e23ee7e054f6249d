import torch
import torch.nn as nn
import torch.nn.functional as F

def normalize_adj(A):
    A = A + torch.eye(A.size(0))
    d = A.sum(1).pow(-0.5)
    return d[:, None] * A * d[None, :]

class GraphConv(nn.Module):
    def __init__(self, fin, fout):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(fin, fout))
        self.bias = nn.Parameter(torch.zeros(fout))
        nn.init.xavier_uniform_(self.weight)
    def forward(self, x, adj):
        support = torch.mm(adj, x)
        output = torch.mm(support, self.weight)
        return output + self.bias

class GCN(nn.Module):
    def __init__(self, nfeat, nhid, nclass):
        super().__init__()
        self.gc1 = GraphConv(nfeat, nhid)
        self.gc2 = GraphConv(nhid, nclass)
    def forward(self, x, adj):
        x = F.dropout(F.relu(self.gc1(x, adj)), 0.5, self.training)
        return F.log_softmax(self.gc2(x, adj), dim=1)

# karate-ish toy graph
N, nfeat = 34, 50
A = (torch.rand(N, N) < 0.1).float()
A = ((A + A.T) > 0).float()
node_feats = torch.rand(nfeat, N)      # words x nodes, as in the csv
labels = torch.randint(0, 4, (N,))
idx_train = torch.arange(10)

model = GCN(nfeat, 16, 4)
adj = normalize_adj(A)
out = model(node_feats, adj)
loss = F.nll_loss(out[idx_train], labels[idx_train])
loss.backward()
print(loss)
