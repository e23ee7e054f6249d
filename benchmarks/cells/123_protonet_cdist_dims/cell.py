import torch
import torch.nn as nn
import torch.nn.functional as F

n_way, k_shot, n_query = 5, 3, 6

def conv_block(in_channels, out_channels):
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, 3, padding=1),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(),
        nn.MaxPool2d(2)
    )

encoder = nn.Sequential(conv_block(1, 32), conv_block(32, 32), conv_block(32, 64), nn.Flatten())

support = torch.randn(n_way, k_shot, 1, 28, 28)
query = torch.randn(n_way * n_query, 1, 28, 28)

z = encoder(torch.cat([support.flatten(0, 1), query]))
z_support, z_query = z[:n_way * k_shot], z[n_way * k_shot:]
prototypes = z_support.view(n_way, -1).mean(1, keepdim=True)
print('protos', prototypes.shape, 'queries', z_query.shape)
dists = torch.cdist(z_query, prototypes)
log_p_y = F.log_softmax(-dists, dim=1)
target = torch.arange(n_way).repeat_interleave(n_query)
loss = F.nll_loss(log_p_y, target)
loss.backward()
acc = (log_p_y.argmax(1) == target).float().mean()
print(loss.item(), acc.item())
