import torch

torch.manual_seed(1)
samples, features = 16, 16
spectra = torch.rand(samples, features) + torch.arange(samples).unsqueeze(1)


def centre(rows):
    mean = rows.mean(dim=1, keepdim=True)
    return rows - mean


def cosine(rows):
    unit = rows / rows.norm(dim=1, keepdim=True)
    return unit @ unit.T


similar = cosine(centre(spectra))
print(similar.shape, similar.diagonal().sum())
