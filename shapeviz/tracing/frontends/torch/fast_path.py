"""Torch's fused transformer layers, which torch uses for inference unless something watches their functions.

They give other values for padded positions than the layers' separate steps, so watching must not turn them off:
such a layer is recorded as one call, with the function mode set aside while it runs.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

FUSIBLE = frozenset({nn.TransformerEncoder, nn.TransformerEncoderLayer, nn.MultiheadAttention})


def is_fused(module: nn.Module, kwargs: dict[str, Any]) -> bool:
    """Whether torch may compute this module by a fused kernel, as far as its settings tell."""
    if module.training or torch.is_grad_enabled() or torch.is_autocast_enabled():
        return False
    if type(module) is nn.TransformerEncoder:
        masked = kwargs.get("src_key_padding_mask") is not None
        return masked and all(_is_fused_layer(layer) for layer in module.layers)
    return _is_fused_layer(module) or type(module) is nn.MultiheadAttention


def _is_fused_layer(module: nn.Module) -> bool:
    if type(module) is not nn.TransformerEncoderLayer:
        return False
    attention = module.self_attn
    return (
        attention.batch_first
        and attention.in_proj_bias is not None
        and attention._qkv_same_embed_dim
        and attention.num_heads % 2 == 0
        and bool(module.activation_relu_or_gelu)
        and module.norm1.eps == module.norm2.eps
    )
