"""Other code of our own: autoencoders, graphs, several inputs, losses, and functions without any module."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.formulas.subjects import Ids, Subject


class Vae(nn.Module):
    """Two halves of one layer's output, and a sample; the loss comes out as well."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = nn.Linear(12, 6), nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 12))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        mean, spread = self.encoder(x).chunk(2, dim=-1)
        z = mean + torch.randn_like(spread) * torch.exp(0.5 * spread)
        again = self.decoder(z)
        kl = -0.5 * torch.sum(1 + spread - mean.pow(2) - spread.exp())
        return again, F.mse_loss(again, x, reduction="sum") + kl


class GraphConvolution(nn.Module):
    """A dense adjacency matrix, normalised by the degrees."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(5, 8), nn.Linear(8, 3)

    def forward(self, features: Tensor, adjacency: Tensor) -> Tensor:
        own = adjacency + torch.eye(adjacency.shape[0], device=adjacency.device)
        degree = own.sum(1).pow(-0.5)
        normal = degree[:, None] * own * degree.unsqueeze(0)
        return (normal @ self.second((normal @ self.first(features)).relu())).mean(0, keepdim=True)


class PairwiseAttention(nn.Module):
    """Every node with every other: features repeated and joined in pairs."""

    def __init__(self) -> None:
        super().__init__()
        self.score = nn.Linear(10, 1)

    def forward(self, nodes: Tensor) -> Tensor:
        n = nodes.size(0)
        pairs = torch.cat([nodes.repeat_interleave(n, dim=0), nodes.repeat(n, 1)], dim=1)
        return self.score(pairs).view(n, n).softmax(dim=1) @ nodes


class TwoTowers(nn.Module):
    """Ids of users and items, numbers beside them: several inputs of several kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.users, self.items = nn.Embedding(50, 6), nn.EmbeddingBag(50, 6)
        self.numbers, self.head = nn.Linear(3, 4), nn.Bilinear(10, 6, 1)

    def forward(self, user: Tensor, basket: Tensor, numbers: Tensor) -> Tensor:
        left = torch.cat([self.users(user), self.numbers(numbers)], dim=-1)
        return self.head(left, self.items(basket)).squeeze(-1)


class Mlp(nn.Module):
    """The images are flattened first."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 10))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class MixtureOfExperts(nn.Module):
    """All experts on all rows, weighted by a gate, the best two kept."""

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.experts = nn.Linear(8, 4), nn.ModuleList(nn.Linear(8, 5) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        weights, chosen = self.gate(x).softmax(-1).topk(2, dim=-1)
        every = torch.stack([expert(x) for expert in self.experts], dim=1)
        best = every.gather(1, chosen.unsqueeze(-1).expand(-1, -1, every.size(-1)))
        return (best * weights.unsqueeze(-1)).sum(dim=1)


def contrastive_loss(left: Tensor, right: Tensor) -> Tensor:
    """NT-Xent over both views, without a module."""
    z = F.normalize(torch.cat([left, right]), dim=1)
    n = left.shape[0]
    scores = (z @ z.T / 0.5).masked_fill(torch.eye(2 * n, dtype=torch.bool, device=z.device), -1e9)
    targets = torch.cat([torch.arange(n, 2 * n), torch.arange(n)]).to(z.device)
    return F.cross_entropy(scores, targets)


def layer_by_hand(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Matrices and broadcasting alone."""
    hidden = torch.tanh(x @ weight.T + bias)
    centred = hidden - hidden.mean(dim=0, keepdim=True)
    covariance = centred.t() @ centred / max(x.shape[0] - 1, 1)
    return torch.einsum("ni,ij,mj->nm", centred, covariance, centred)


def blocks_and_halves(x: Tensor) -> Tensor:
    """Reshaped, rolled, tiled, cut in pieces and put together again."""
    n, length, width = x.shape
    halves = x.view(n, length, 2, width // 2).movedim(2, 0)
    first, second = halves[0], halves[1].flip(1)
    doubled = torch.cat([first, second.roll(1, dims=1)], dim=1).tile(1, 1, 3)
    cut = doubled[:, 1 : length + 1 : 2].unfold(2, 3, 2)
    return F.avg_pool1d(cut.flatten(2), 2).cumsum(1).transpose(-1, -2)


def segmentation_losses(scores: Tensor, labels: Tensor) -> Tensor:
    """Cross entropy and a dice loss over one-hot maps."""
    hot = F.one_hot(labels, scores.size(1)).permute(0, 3, 1, 2).float()
    probabilities = scores.softmax(dim=1)
    overlap = (probabilities * hot).sum(dim=(2, 3))
    total = (probabilities + hot).sum(dim=(2, 3))
    return F.cross_entropy(scores, labels) + (1 - (2 * overlap + 1) / (total + 1)).mean()


def attention_over_sets(queries: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
    """Distances and scores between two sets of points, and the nearest neighbours."""
    distances = torch.cdist(queries, memory)
    nearest = distances.topk(3, dim=-1, largest=False).indices
    scores = torch.baddbmm(distances, queries, memory.transpose(1, 2))
    return scores.logsumexp(-1), nearest.float().std(dim=-1)


SUBJECTS = [
    Subject("vae", Vae, {"x": (4, 12)}),
    Subject("graph_convolution", GraphConvolution, {"features": (6, 5), "adjacency": (6, 6)}),
    Subject("pairwise_attention", PairwiseAttention, {"nodes": (6, 5)}),
    Subject("two_towers", TwoTowers, {"user": Ids((4,)), "basket": Ids((4, 7)), "numbers": (4, 3)}),
    Subject("mlp", Mlp, {"x": (4, 1, 28, 28)}, training=True),
    Subject("mixture_of_experts", MixtureOfExperts, {"x": (6, 8)}),
    Subject("contrastive_loss", lambda: contrastive_loss, {"left": (4, 8), "right": (4, 8)}),
    Subject("layer_by_hand", lambda: layer_by_hand, {"x": (6, 4), "weight": (5, 4), "bias": (5,)}),
    Subject("blocks_and_halves", lambda: blocks_and_halves, {"x": (3, 8, 12)}),
    Subject("segmentation_losses", lambda: segmentation_losses, {"scores": (2, 5, 8, 6), "labels": Ids((2, 8, 6), 5)}),
    Subject("attention_over_sets", lambda: attention_over_sets, {"queries": (2, 5, 4), "memory": (2, 7, 4)}),
]
