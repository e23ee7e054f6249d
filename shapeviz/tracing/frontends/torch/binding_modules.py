"""torch's own layers: which operation each computes, with which weights and settings."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import nn


@dataclass(frozen=True, slots=True)
class Layer:
    """One class of layers: its operation, and which of its attributes are operands or settings."""

    op: str
    tensors: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    more: Callable[[Any], dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """One layer as it stands: `parameters` are the keywords of its `forward`."""

    op: str
    parameters: tuple[str, ...]
    tensors: dict[str, torch.Tensor]
    attributes: dict[str, Any]


def describe_module(module: nn.Module) -> Description | None:
    """What a module computes, if it is one of torch's own layers and computes it in torch's own way."""
    layer = _layer(type(module))
    if layer is None:
        return None
    tensors = {name: value for name in layer.tensors if (value := getattr(module, name, None)) is not None}
    attributes = {name: getattr(module, name) for name in layer.settings if hasattr(module, name)}
    if layer.more is not None:
        attributes |= layer.more(module)
        tensors = {name: value for name, value in tensors.items() if attributes.get(name, True) is not None}
        attributes = {name: value for name, value in attributes.items() if name not in layer.tensors}
    return Description(layer.op, _forward_parameters(type(module)), tensors, attributes)


@lru_cache(maxsize=1024)
def _layer(kind: type[nn.Module]) -> Layer | None:
    """The entry of the nearest base class whose `forward` this class still has."""
    for base in kind.__mro__:
        layer = LAYERS.get(base) or _LIBRARY_LAYERS.get(f"{base.__module__}.{base.__qualname__}")
        if layer is not None:
            return layer if kind.forward is base.forward else None
    return None


@lru_cache(maxsize=1024)
def _forward_parameters(kind: type[nn.Module]) -> tuple[str, ...]:
    names = tuple(inspect.signature(kind.forward).parameters)[1:]
    return tuple("input" if name in ("x", "log_input") else name for name in names)


def _batch_norm(ranks: tuple[int, ...]) -> Callable[[Any], dict[str, Any]]:
    def settings(module: nn.BatchNorm1d) -> dict[str, Any]:
        bare = module.running_mean is None and module.running_var is None
        return {"ranks": ranks, "training": module.training or bare, **_statistics(module)}

    return settings


def _instance_norm(ranks: tuple[int, ...]) -> Callable[[Any], dict[str, Any]]:
    def settings(module: nn.InstanceNorm1d) -> dict[str, Any]:
        return {"ranks": ranks, "use_input_stats": module.training or not module.track_running_stats}

    return settings


def _statistics(module: nn.BatchNorm1d) -> dict[str, Any]:
    """In training, running statistics that are not tracked are left alone."""
    unused = module.training and not module.track_running_stats
    return {"running_mean": None, "running_var": None} if unused else {}


def _attention(module: nn.MultiheadAttention) -> dict[str, Any]:
    return {"add_bias_kv": module.bias_k is not None}


def _transformer(module: Any) -> dict[str, Any]:
    """What all attentions of a transformer have in common; nothing if its layers are the user's own."""
    attention = getattr(_first_layer(module), "self_attn", None)
    if not isinstance(attention, nn.MultiheadAttention):
        return {}
    return {"d_model": attention.embed_dim, "nhead": attention.num_heads, "batch_first": attention.batch_first}


def _first_layer(module: Any) -> Any:
    """The first single layer of a stack of layers, or of an encoder and a decoder."""
    encoder = getattr(module, "encoder", module)
    layers = getattr(encoder, "layers", None)
    return layers[0] if isinstance(layers, nn.ModuleList) and len(layers) else encoder


def _padding(mode: str) -> Callable[[Any], dict[str, Any]]:
    return lambda module: {"pad": module.padding, "mode": mode}


def _distance(module: nn.TripletMarginWithDistanceLoss) -> dict[str, Any]:
    """The distance that the layer takes unless it is told another is the one that its rule knows."""
    own = isinstance(module.distance_function, nn.PairwiseDistance)
    return {"distance_function": None if own else module.distance_function}


def _named_axes(module: Any) -> dict[str, Any]:
    return {"sizes": dict(module.axes_lengths)}


_CONV = (
    "in_channels",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "dilation",
    "groups",
    "padding_mode",
)
_MAX_POOL = ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
_AVG_POOL = ("kernel_size", "stride", "padding", "ceil_mode")
_RECURRENT = (
    "input_size",
    "hidden_size",
    "num_layers",
    "batch_first",
    "bidirectional",
    "proj_size",
    "dropout",
)
_BLOCKS = ("kernel_size", "dilation", "padding", "stride")
_UPSAMPLE = ("size", "scale_factor", "mode", "align_corners", "recompute_scale_factor")
_FRACTIONAL = ("kernel_size", "output_size", "output_ratio", "return_indices")
_PADDINGS = {"Constant": "constant", "Reflection": "reflect", "Replication": "replicate", "Circular": "circular"}
_CELL = ("input_size", "hidden_size")
_NORM = ("weight", "bias", "running_mean", "running_var")
_ATTENTION = ("embed_dim", "num_heads", "kdim", "vdim", "batch_first", "add_zero_attn")
_ELEMENTWISE = {
    nn.ReLU: "relu", nn.ReLU6: "relu6", nn.LeakyReLU: "leaky_relu", nn.ELU: "elu", nn.SELU: "selu",
    nn.CELU: "celu", nn.GELU: "gelu", nn.SiLU: "silu", nn.Mish: "mish", nn.Sigmoid: "sigmoid",
    nn.LogSigmoid: "logsigmoid",
    nn.Tanh: "tanh", nn.Tanhshrink: "tanhshrink", nn.Hardtanh: "hardtanh", nn.Hardswish: "hardswish",
    nn.Hardsigmoid: "hardsigmoid", nn.Hardshrink: "hardshrink", nn.Softplus: "softplus",
    nn.Softsign: "softsign",
    nn.Softshrink: "softshrink", nn.Threshold: "threshold", nn.RReLU: "rrelu", nn.Identity: "identity",
    nn.Dropout: "dropout", nn.AlphaDropout: "alpha_dropout", nn.Softmax2d: "softmax2d",
}  # fmt: skip
_LOSSES = {
    nn.MSELoss: "mse_loss", nn.L1Loss: "l1_loss", nn.SmoothL1Loss: "smooth_l1_loss",
    nn.HuberLoss: "huber_loss", nn.KLDivLoss: "kl_div", nn.BCELoss: "binary_cross_entropy",
    nn.NLLLoss: "nll_loss",
    nn.BCEWithLogitsLoss: "binary_cross_entropy_with_logits", nn.CrossEntropyLoss: "cross_entropy",
    nn.PoissonNLLLoss: "poisson_nll_loss",
    nn.HingeEmbeddingLoss: "hinge_embedding_loss", nn.SoftMarginLoss: "soft_margin_loss",
    nn.MultiMarginLoss: "multi_margin_loss", nn.MultiLabelMarginLoss: "multilabel_margin_loss",
    nn.MultiLabelSoftMarginLoss: "multilabel_soft_margin_loss", nn.MarginRankingLoss: "margin_ranking_loss",
    nn.CosineEmbeddingLoss: "cosine_embedding_loss", nn.GaussianNLLLoss: "gaussian_nll_loss",
}  # fmt: skip
_BATCH_RANKS = {
    nn.BatchNorm1d: (2, 3), nn.BatchNorm2d: (4,), nn.BatchNorm3d: (5,), nn.SyncBatchNorm: (2, 3, 4, 5, 6, 7, 8),
}  # fmt: skip
_INSTANCE_RANKS = {nn.InstanceNorm1d: (3, 2), nn.InstanceNorm2d: (4, 3), nn.InstanceNorm3d: (5, 4)}

LAYERS: dict[type, Layer] = {
    nn.Linear: Layer("linear", ("weight", "bias"), ("in_features", "out_features")),
    nn.Embedding: Layer("embedding", ("weight",), ("num_embeddings", "embedding_dim")),
    nn.EmbeddingBag: Layer("embedding_bag", ("weight",), ("num_embeddings", "embedding_dim", "include_last_offset")),
    nn.Bilinear: Layer("bilinear", ("weight", "bias")),
    nn.PairwiseDistance: Layer("pairwise_distance", (), ("keepdim",)),
    nn.CosineSimilarity: Layer("cosine_similarity", (), ("dim",)),
    nn.LayerNorm: Layer("layer_norm", ("weight", "bias"), ("normalized_shape",)),
    nn.RMSNorm: Layer("rms_norm", ("weight",), ("normalized_shape",)),
    nn.GroupNorm: Layer("group_norm", ("weight", "bias"), ("num_groups", "num_channels")),
    nn.RNN: Layer("rnn", (), _RECURRENT),
    nn.LSTM: Layer("lstm", (), _RECURRENT),
    nn.GRU: Layer("gru", (), _RECURRENT),
    nn.RNNCell: Layer("rnn_cell", (), _CELL),
    nn.LSTMCell: Layer("lstm_cell", (), _CELL),
    nn.GRUCell: Layer("gru_cell", (), _CELL),
    nn.MultiheadAttention: Layer("multi_head_attention", (), _ATTENTION, _attention),
    nn.TransformerEncoderLayer: Layer("transformerencoderlayer", more=_transformer),
    nn.TransformerEncoder: Layer("transformerencoder", more=_transformer),
    nn.TransformerDecoderLayer: Layer("transformerdecoderlayer", more=_transformer),
    nn.TransformerDecoder: Layer("transformerdecoder", more=_transformer),
    nn.Transformer: Layer("transformer", more=_transformer),
    nn.Flatten: Layer("flatten", (), ("start_dim", "end_dim")),
    nn.Softmax: Layer("softmax", (), ("dim",)),
    nn.LogSoftmax: Layer("log_softmax", (), ("dim",)),
    nn.Softmin: Layer("softmin", (), ("dim",)),
    nn.Unflatten: Layer("unflatten", (), (), lambda module: {"dim": module.dim, "sizes": module.unflattened_size}),
    nn.FeatureAlphaDropout: Layer("feature_alpha_dropout", (), ("p", "training")),
    nn.PReLU: Layer("prelu", ("weight",)),
    nn.GLU: Layer("glu", (), ("dim",)),
    nn.LocalResponseNorm: Layer("local_response_norm", (), ("size",)),
    nn.Unfold: Layer("unfold", (), _BLOCKS),
    nn.Fold: Layer("fold", (), (*_BLOCKS, "output_size")),
    nn.Upsample: Layer("interpolate", (), _UPSAMPLE),
    nn.PixelShuffle: Layer("pixel_shuffle", (), ("upscale_factor",)),
    nn.PixelUnshuffle: Layer("pixel_unshuffle", (), ("downscale_factor",)),
    nn.ChannelShuffle: Layer("channel_shuffle", (), ("groups",)),
    nn.TripletMarginLoss: Layer("triplet_margin_loss", (), ("swap", "reduction")),
    nn.TripletMarginWithDistanceLoss: Layer("triplet_margin_loss", (), ("swap", "reduction"), _distance),
    nn.CTCLoss: Layer("ctc_loss", (), ("blank", "reduction")),
    **{kind: Layer(op, (), ()) for kind, op in _ELEMENTWISE.items()},
    **{kind: Layer(op, ("weight", "pos_weight"), ("reduction",)) for kind, op in _LOSSES.items()},
    **{kind: Layer("batch_norm", _NORM, ("num_features",), _batch_norm(ranks)) for kind, ranks in _BATCH_RANKS.items()},
    **{
        kind: Layer("instance_norm", _NORM, ("num_features",), _instance_norm(ranks))
        for kind, ranks in _INSTANCE_RANKS.items()
    },
}
# Layers of libraries that are loaded only if the checked code uses them.
_LIBRARY_LAYERS = {
    "einops.layers.torch.Rearrange": Layer("einops_rearrange", (), ("pattern",), _named_axes),
    "einops.layers.torch.Reduce": Layer("einops_reduce", (), ("pattern", "reduction"), _named_axes),
}
for _n in (1, 2, 3):
    LAYERS |= {
        getattr(nn, f"Conv{_n}d"): Layer(f"conv{_n}d", ("weight", "bias"), _CONV),
        getattr(nn, f"ConvTranspose{_n}d"): Layer(
            f"conv_transpose{_n}d", ("weight", "bias"), (*_CONV, "output_padding")
        ),
        getattr(nn, f"MaxPool{_n}d"): Layer(f"max_pool{_n}d", (), _MAX_POOL),
        getattr(nn, f"AvgPool{_n}d"): Layer(f"avg_pool{_n}d", (), _AVG_POOL),
        getattr(nn, f"LPPool{_n}d"): Layer(f"lp_pool{_n}d", (), ("kernel_size", "stride", "ceil_mode")),
        getattr(nn, f"AdaptiveMaxPool{_n}d"): Layer(f"adaptive_max_pool{_n}d", (), ("output_size", "return_indices")),
        getattr(nn, f"AdaptiveAvgPool{_n}d"): Layer(f"adaptive_avg_pool{_n}d", (), ("output_size",)),
        getattr(nn, f"MaxUnpool{_n}d"): Layer(f"max_unpool{_n}d", (), ("kernel_size", "stride", "padding")),
        getattr(nn, f"Dropout{_n}d"): Layer(f"dropout{_n}d", (), ("p", "training")),
        **{getattr(nn, f"{kind}Pad{_n}d"): Layer("pad", more=_padding(mode)) for kind, mode in _PADDINGS.items()},
    }
    if _n > 1:
        LAYERS[getattr(nn, f"FractionalMaxPool{_n}d")] = Layer(f"fractional_max_pool{_n}d", (), _FRACTIONAL)
