"""Keras's own layers: which operation each computes, with which weights and settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keras import layers

from shapeviz.tracing.frontends.keras.attention_layers import attention_kernels, attention_width, single_vectors
from shapeviz.tracing.frontends.keras.recurrent_layers import cell_kernel, conv_cell, direction, directions


@dataclass(frozen=True, slots=True)
class Layer:
    """One class of layers: its operation, and which of its attributes are weights or settings.

    `operands` are the keywords of the arguments that are tensors, the first of them as rules call it. `more` gives
    further settings, or None where the layer is set so that no rule can tell.
    """

    op: str
    weights: tuple[str, ...] | Callable[[Any], dict[str, Any]] = ()
    settings: tuple[str, ...] = ()
    more: Callable[[Any], dict[str, Any] | None] | None = None
    operands: tuple[str, ...] = ("inputs",)


def is_known_activation(activation: Any) -> bool:
    """Whether an activation is one of Keras's own that leaves the shape as it is."""
    if activation is None:
        return True
    module = getattr(activation, "__module__", "") or ""
    if module.startswith("keras.src.layers.activations"):
        return not isinstance(activation, layers.PReLU)
    return module.startswith("keras.src.activations") and getattr(activation, "__name__", "") != "glu"


def _built_rank(layer: Any) -> dict[str, Any]:
    """The number of axes that a layer was built for, which it then insists on."""
    spec = layer.input_spec
    return {"rank": spec.ndim} if layer.built and spec is not None else {}


def _ranks(*ranks: int) -> Callable[[Any], dict[str, Any]]:
    return lambda layer: {"ranks": ranks}


def _built(layer: Any) -> dict[str, Any]:
    return {"built": layer.built}


def _colours(layer: Any) -> dict[str, Any]:
    return {"colours": True}


def _joined_along(layer: Any) -> dict[str, Any]:
    return {"dim": layer.axis}


def _einsum(layer: Any) -> dict[str, Any]:
    return {"output_sizes": tuple(layer.partial_output_shape), **_built_rank(layer)}


_CONV = ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups")
_POOL = ("pool_size", "strides", "padding", "data_format")
_RECURRENT = ("return_sequences", "return_state")
_ATTENDED = ("query", "value", "key", "attention_mask")
_STATES = ("sequences", "initial_state")
_SAME_SHAPE = (
    layers.Activation, layers.ReLU, layers.LeakyReLU, layers.ELU, layers.Dropout, layers.GaussianDropout,
    layers.GaussianNoise, layers.AlphaDropout, layers.ActivityRegularization, layers.Identity, layers.Masking,
    layers.Rescaling,
)  # fmt: skip
_IMAGES = (
    layers.RandomFlip, layers.RandomRotation, layers.RandomZoom, layers.RandomTranslation, layers.RandomContrast,
    layers.RandomBrightness, layers.RandomShear, layers.RandomErasing, layers.RandomGaussianBlur, layers.RandomInvert,
    layers.RandomSharpness, layers.RandomPerspective, layers.RandomElasticTransform, layers.RandomPosterization,
    layers.AutoContrast, layers.Equalization, layers.Solarization,
)  # fmt: skip
_COLOURS = (
    layers.RandomHue, layers.RandomSaturation, layers.RandomGrayscale, layers.RandomColorJitter,
    layers.RandomColorDegeneration, layers.AugMix, layers.RandAugment,
)  # fmt: skip
_RESIZING = (layers.Resizing, layers.CenterCrop, layers.RandomCrop)
_MERGES = (layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum)

LAYERS: dict[type, Layer] = {
    layers.Dense: Layer("dense", ("kernel", "bias"), ("units",)),
    layers.Embedding: Layer("keras_embedding", ("embeddings",), ("input_dim", "output_dim")),
    layers.Flatten: Layer("keras_flatten", (), ("data_format",)),
    layers.Reshape: Layer("keras_reshape", (), ("target_shape",)),
    layers.Permute: Layer("permute_axes", (), ("dims",)),
    layers.RepeatVector: Layer("repeat_vector", (), ("n",)),
    layers.BatchNormalization: Layer("batch_normalization", ("moving_mean",), ("axis",), _built_rank),
    layers.GroupNormalization: Layer("group_normalization", ("gamma", "beta"), ("axis", "groups"), _built_rank),
    layers.LayerNormalization: Layer("layer_normalization", ("gamma", "beta"), ("axis",)),
    layers.RMSNormalization: Layer("rms_normalization", ("scale",), ("axis",)),
    layers.UnitNormalization: Layer("unit_normalization", (), ("axis",)),
    layers.Normalization: Layer("feature_normalization", lambda layer: {"mean": getattr(layer, "mean", None)}),
    layers.PReLU: Layer("keras_prelu", ("alpha",), ("shared_axes",)),
    layers.Softmax: Layer("same_shape", (), ("axis",)),
    layers.Concatenate: Layer("keras_concatenate", more=_joined_along),
    layers.Dot: Layer("keras_dot", (), ("axes",)),
    **{kind: Layer("same_shape") for kind in _SAME_SHAPE},
    **{kind: Layer(f"keras_{kind.__name__.lower()}", more=_built) for kind in _MERGES},
    layers.EinsumDense: Layer("einsum_dense", ("kernel", "bias"), ("equation",), _einsum),
    layers.MultiHeadAttention: Layer(
        "keras_multi_head_attention", attention_kernels, ("num_heads",), attention_width, _ATTENDED
    ),
    layers.GroupQueryAttention: Layer("grouped_query_attention", attention_kernels, (), attention_width, _ATTENDED),
    layers.Attention: Layer("keras_attention", more=single_vectors),
    layers.AdditiveAttention: Layer("additive_attention", more=single_vectors),
    **{kind: Layer("augmented_images", (), ("data_format",)) for kind in _IMAGES},
    **{kind: Layer("augmented_images", (), ("data_format",), _colours) for kind in _COLOURS},
    **{kind: Layer("resized_images", (), ("height", "width", "data_format")) for kind in _RESIZING},
    layers.SimpleRNN: Layer("simple_rnn", cell_kernel, _RECURRENT, direction, _STATES),
    layers.LSTM: Layer("keras_lstm", cell_kernel, _RECURRENT, direction, _STATES),
    layers.GRU: Layer("keras_gru", cell_kernel, _RECURRENT, direction, _STATES),
    layers.RNN: Layer("keras_rnn", cell_kernel, _RECURRENT, direction, _STATES),
    layers.Bidirectional: Layer("bidirectional", cell_kernel, (*_RECURRENT, "merge_mode"), directions, _STATES),
}
for _n in (1, 2, 3):

    def _of(name: str, _n: int = _n) -> type:
        return getattr(layers, name.format(_n))

    LAYERS |= {
        _of("Conv{}D"): Layer(f"keras_conv{_n}d", ("kernel", "bias"), _CONV),
        _of("Conv{}DTranspose"): Layer(f"keras_conv{_n}d_transpose", ("kernel", "bias"), (*_CONV, "output_padding")),
        _of("UpSampling{}D"): Layer(f"up_sampling{_n}d", (), ("size", "data_format")),
        _of("ZeroPadding{}D"): Layer(f"zero_padding{_n}d", (), ("padding", "data_format")),
        _of("Cropping{}D"): Layer(f"cropping{_n}d", (), ("cropping", "data_format")),
        _of("ConvLSTM{}D"): Layer(f"conv_lstm{_n}d", cell_kernel, _RECURRENT, conv_cell, ("sequences",)),
        _of("SpatialDropout{}D"): Layer("same_shape", more=_ranks(_n + 2)),
    }
    for _kind in ("Max", "Average"):
        LAYERS |= {
            _of(_kind + "Pooling{}D"): Layer(f"keras_{_kind.lower()}_pooling{_n}d", (), _POOL),
            _of(f"Global{_kind}Pooling{{}}D"): Layer(
                f"global_{_kind.lower()}_pooling{_n}d", (), ("data_format", "keepdims")
            ),
            _of(f"Adaptive{_kind}Pooling{{}}D"): Layer(
                f"adaptive_{_kind.lower()}_pooling{_n}d", (), ("output_size", "data_format")
            ),
        }
    if _n < 3:
        LAYERS |= {
            _of("DepthwiseConv{}D"): Layer(f"depthwise_conv{_n}d", ("kernel", "bias"), (*_CONV, "depth_multiplier")),
            _of("SeparableConv{}D"): Layer(
                f"separable_conv{_n}d", ("depthwise_kernel", "pointwise_kernel", "bias"), (*_CONV, "depth_multiplier")
            ),
        }
