import torch
from torch import nn


def attended(attention, title, frames):
    """the title of a video looks at its frames"""
    query = title[None, None]
    keys = torch.stack(frames).unsqueeze(0)
    out, weights = attention(query, keys, keys)
    return out.squeeze(), weights.squeeze()


attention = nn.MultiheadAttention(embed_dim=96, num_heads=4, batch_first=True)
title = torch.randn(96)
frames = [torch.randn(96) for _ in range(23)]

vector, weights = attended(attention, title, frames)
print(vector.shape, weights.topk(3).indices.tolist())
