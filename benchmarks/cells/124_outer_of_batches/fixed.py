import torch

def arange(n: int) -> torch.Tensor:
    return torch.arange(n)

# positional outer features for every sample
def pairwise_product(a, b):
    return a[:, :, None] * b[:, None, :]

def fuse(img: torch.Tensor, txt: torch.Tensor) -> torch.Tensor:
    """tensor fusion network: (1, img) x (1, txt)"""
    one = torch.ones(img.shape[0], 1)
    img1 = torch.cat([one, img], 1)
    txt1 = torch.cat([one, txt], 1)
    return pairwise_product(img1, txt1).flatten(1)

fusion = fuse(torch.randn(6, 15), torch.randn(6, 7))
post = torch.nn.Linear(16 * 8, 3)
print(post(fusion))
