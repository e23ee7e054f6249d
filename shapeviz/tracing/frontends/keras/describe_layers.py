"""Words and numbers for Keras's layers: the second line of a card, arguments, parameters."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import keras
from keras import layers

from shapeviz.shapes.shape import product

LONGEST_SUMMARY = 44
_SHOWN = (int, float, bool, str)
# What every layer takes, and what says nothing of shapes.
_COMMON = frozenset(inspect.signature(keras.Layer.__init__).parameters) | {"name", "trainable", "dtype", "seed"}
_SILENT = ("_initializer", "_regularizer", "_constraint", "momentum", "epsilon", "noise_shape", "lora_", "quantiz")


def summary(layer: keras.Layer) -> str:
    """The second line of a layer's card.

    >>> summary(layers.Dense(128)), summary(layers.Conv2D(16, 3, padding="same"))
    ('128 units', '16 filters, 3×3, same')
    >>> built = layers.Dense(10)
    >>> built.build((None, 784))
    >>> summary(built)
    '784 → 10'
    """
    for kind, words in _WORDS:
        if isinstance(layer, kind):
            return _shortened([word for word in words(layer) if word])
    return _shortened(
        [_text(name, value) for name, value in attributes(layer).items() if _is_telling(layer, name, value)]
    )


def attributes(layer: keras.Layer) -> dict[str, Any]:
    """The plain arguments that a layer was made with.

    >>> attributes(layers.MaxPooling2D(2))["pool_size"]
    [2, 2]
    """
    found: dict[str, Any] = {}
    for name in _arguments(type(layer)):
        value = getattr(layer, name, None)
        if inspect.isfunction(value):
            value = value.__name__
        if isinstance(value, (tuple, list)):
            value = list(value)
        if isinstance(value, _SHOWN) or (isinstance(value, list) and value and _is_plain(value)):
            found[name] = value
    return found


def elements(weights: list[Any]) -> int:
    """How many numbers there are in some weights.

    >>> elements([keras.Variable([[1.0, 2.0]]), keras.Variable(3.0)])
    3
    """
    return sum(product(tuple(weight.shape)) for weight in weights)


def bytes_of(dtype: str) -> int:
    """How many bytes a number of this type takes.

    >>> bytes_of("float32"), bytes_of("bfloat16"), bytes_of("bool")
    (4, 2, 1)
    """
    bits = re.search(r"\d+", dtype)
    return max(1, int(bits[0]) // 8) if bits is not None else 1


def _is_plain(value: list[Any]) -> bool:
    return all(
        isinstance(item, _SHOWN) or (isinstance(item, (tuple, list)) and _is_plain(list(item))) for item in value
    )


@lru_cache(maxsize=256)
def _arguments(kind: type) -> tuple[str, ...]:
    """The arguments of a layer's constructor that are its own."""
    return tuple(
        name
        for name, item in inspect.signature(kind.__init__).parameters.items()
        if item.kind not in (item.VAR_KEYWORD, item.VAR_POSITIONAL) and name not in _COMMON
    )


@lru_cache(maxsize=256)
def _defaults(kind: type) -> dict[str, Any]:
    return {name: item.default for name, item in inspect.signature(kind.__init__).parameters.items()}


def _is_telling(layer: keras.Layer, name: str, value: Any) -> bool:
    default = _defaults(type(layer)).get(name)
    usual = value in (default, [default] * len(value)) if isinstance(value, list) else value == default
    return not usual and not any(word in name for word in _SILENT) and (name, value) != ("data_format", "channels_last")


def _text(name: str, value: Any) -> str:
    if name in ("rate", "target_shape", "dims", "n"):
        return _sizes(value) if isinstance(value, list) else str(value)
    if name == "activation":
        return "" if value == "linear" else str(value)
    if value is True:
        return name
    value = f"{value:.4g}" if isinstance(value, float) else value
    return f"{name} {_sizes(value) if isinstance(value, list) else value}"


def _sizes(value: Any) -> str:
    return " × ".join(_sizes(item) if isinstance(item, (list, tuple)) else str(item) for item in value)


def _shortened(words: list[str]) -> str:
    text = ", ".join(word for word in words if word)
    return text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 1] + "…"


def _window(size: Any) -> str:
    return "×".join(map(str, size)) if len(size) > 1 else f"kernel {size[0]}"


def _stepped(layer: Any, usual: Any) -> list[str]:
    """What a sliding window does other than one would think."""
    words = [] if tuple(layer.strides) == tuple(usual) else [f"stride {_once(layer.strides)}"]
    words += [layer.padding] if layer.padding != "valid" else []
    dilation = getattr(layer, "dilation_rate", (1,))
    words += [f"dilation {_once(dilation)}"] if any(gap != 1 for gap in dilation) else []
    words += [f"groups {layer.groups}"] if getattr(layer, "groups", 1) != 1 else []
    return words + ([layer.data_format] if layer.data_format != "channels_last" else [])


def _once(values: Any) -> str:
    return str(values[0]) if len(set(values)) == 1 else "×".join(map(str, values))


def _activation(layer: Any) -> str:
    name = getattr(getattr(layer, "activation", None), "__name__", "linear")
    return "" if name == "linear" else name


def _dense(layer: Any) -> list[str]:
    kernel = getattr(layer, "_kernel", None)
    size = f"{layer.units} units" if kernel is None else f"{kernel.shape[0]} → {layer.units}"
    return [size, _activation(layer)]


def _convolution(layer: Any) -> list[str]:
    filters = getattr(layer, "filters", None)
    spec = layer.input_spec
    channels = next(iter(spec.axes.values()), None) if spec is not None else None
    if filters is None:  # depthwise
        size = (
            f"{channels} → {channels * layer.depth_multiplier}" if channels else f"multiplier {layer.depth_multiplier}"
        )
    else:
        size = f"{filters} filters" if channels is None else f"{channels} → {filters}"
    return [size, _window(layer.kernel_size), *_stepped(layer, (1,) * layer.rank), _activation(layer)]


def _pool(layer: Any) -> list[str]:
    size = (layer.pool_size,) if isinstance(layer.pool_size, int) else tuple(layer.pool_size)
    window = "×".join(map(str, size)) if len(size) > 1 else f"window {size[0]}"
    return [window, *_stepped(layer, size)]


def _recurrent(layer: Any) -> list[str]:
    kernel, units = getattr(layer.cell, "kernel", None), layer.cell.units
    size = f"{units} units" if kernel is None else f"{kernel.shape[0]} → {units}"
    return [size, *(word for word in ("return_sequences", "return_state") if getattr(layer, word))]


def _both_directions(layer: Any) -> list[str]:
    inner = type(layer.forward_layer).__name__
    return [f"{inner} {summary(layer.forward_layer)}", "" if layer.merge_mode == "concat" else str(layer.merge_mode)]


def _embedding(layer: Any) -> list[str]:
    return [f"{layer.input_dim} × {layer.output_dim}"]


def _attention(layer: Any) -> list[str]:
    return [f"{layer.num_heads} heads", f"key_dim {layer.key_dim}"]


def _wrapped(layer: Any) -> list[str]:
    return [f"{type(layer.layer).__name__} {summary(layer.layer)}".strip()]


_WORDS: list[tuple[Any, Callable[[Any], list[str]]]] = [
    (layers.Dense, _dense),
    (
        (layers.Conv1D, layers.Conv2D, layers.Conv3D, layers.Conv1DTranspose, layers.Conv2DTranspose,
         layers.Conv3DTranspose, layers.DepthwiseConv1D, layers.DepthwiseConv2D, layers.SeparableConv1D,
         layers.SeparableConv2D),
        _convolution,
    ),
    (
        (layers.MaxPooling1D, layers.MaxPooling2D, layers.MaxPooling3D, layers.AveragePooling1D,
         layers.AveragePooling2D, layers.AveragePooling3D),
        _pool,
    ),
    ((layers.SimpleRNN, layers.LSTM, layers.GRU), _recurrent),
    (layers.Bidirectional, _both_directions),
    (layers.Embedding, _embedding),
    (layers.MultiHeadAttention, _attention),
    (layers.TimeDistributed, _wrapped),
]  # fmt: skip
