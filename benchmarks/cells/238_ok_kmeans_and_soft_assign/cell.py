import torch

torch.manual_seed(2)
points = torch.cat([torch.randn(50, 2) + 4, torch.randn(50, 2) - 4, torch.randn(50, 2)])
centres = points[torch.randperm(150)[:3]]

for _ in range(10):
    distance = (points[:, None] - centres[None]).pow(2).sum(-1)
    owner = distance.argmin(dim=1)
    member = torch.nn.functional.one_hot(owner, 3).float()
    counts = member.sum(dim=0).clamp(min=1)
    centres = member.T @ points / counts[:, None]

spread = (member * distance).sum(0) / counts
soft = torch.softmax(-distance / spread.clamp(min=1e-3), dim=1)
across = soft / soft.sum(dim=0)
entropy = -(soft * soft.clamp(min=1e-9).log()).sum(dim=1)
farthest = distance.softmax(dim=0).argmax(dim=0)
print(centres.shape, across.sum(0), entropy.mean().item(), farthest)
