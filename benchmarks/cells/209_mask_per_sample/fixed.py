import torch
from torch import nn

N, L, E, HEADS = 3, 10, 32, 4


def window_mask(lengths, size):
    """True where a query may not look: outside its neighbourhood or past the end"""
    at = torch.arange(size)
    far = (at[:, None] - at[None, :]).abs() > 3
    ended = at[None, :] >= lengths[:, None]
    mask = far[None] | ended[:, None, :]
    mask[:, at, at] = False
    return mask


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(E)
        self.mha = nn.MultiheadAttention(E, HEADS, batch_first=True)

    def forward(self, x, mask):
        y = self.norm(x)
        y, _ = self.mha(y, y, y, attn_mask=mask.repeat_interleave(HEADS, dim=0), need_weights=False)
        return x + y


x = torch.randn(N, L, E)
mask = window_mask(torch.tensor([10, 7, 4]), L)
print(Block()(x, mask).shape)
