"""Keras's own layers and models as rules see them: a neutral operation, shapes under keywords, plain arguments."""

from __future__ import annotations

import inspect
from functools import lru_cache
from typing import Any

import keras

from shapeviz.rules.core import Call, Operand
from shapeviz.tracing.frontends.keras.layer_tables import LAYERS, Layer, is_known_activation
from shapeviz.tracing.frontends.keras.operands import NoPlainShape, ShapeOf, operand_of, plain_shape

_CHOICES = ("return_attention_scores",)  # arguments of a call that say what it gives


def bind_layer(
    layer: keras.Layer,
    args: tuple[Any, ...],
    kwargs: dict[str, Any] | None = None,
    shape_of: ShapeOf | None = None,
    *,
    built: bool = True,
) -> Call | None:
    """A call of one of Keras's own layers, or None for any other layer, or if a shape is not known.

    `shape_of` tells the shapes of tensors and of the layer's weights that are to stand in the call with others than
    their own, and those of symbolic tensors. If it is not `built`, the layer has no weights yet.

    >>> import numpy as np
    >>> call = bind_layer(keras.layers.Dense(2), (np.zeros((4, 6)),))
    >>> call.op, call.operands, call.attributes["units"]
    ('dense', {'inputs': (4, 6)}, 2)
    """
    shape_of = shape_of or plain_shape
    if isinstance(layer, keras.layers.TimeDistributed):
        return _bind_time_distributed(layer, args, kwargs or {}, shape_of, built=built)
    entry = _entry(type(layer))
    if entry is None or getattr(layer, "quantization_mode", None) is not None:
        return None
    if not is_known_activation(getattr(layer, "activation", None)):
        return None
    try:
        weights = _weights(layer, entry, shape_of) if built else {}
        operands = {**_arguments(layer, entry, args, kwargs or {}, shape_of), **weights}
    except NoPlainShape:
        return None
    if not isinstance(operands.get(entry.operands[0]), (tuple, list)):
        return None
    attributes = _attributes(layer, entry)
    if attributes is None:
        return None
    attributes |= {name: value for name, value in (kwargs or {}).items() if name in _CHOICES}
    return Call(entry.op, operands, attributes, axis_word="axis")


def op_name(layer: keras.Layer) -> str:
    """The operation that a layer computes; for a layer of the user's own its class, in small letters."""
    entry = _entry(type(layer))
    return type(layer).__name__.lower() if entry is None else entry.op


def input_names(layer: keras.Layer, count: int) -> list[str]:
    """The keywords of the first `count` arguments of a layer's `call`.

    >>> input_names(keras.layers.Dense(2), 1), input_names(keras.layers.LSTM(2), 2)
    (['inputs'], ['sequences', 'initial_state'])
    """
    entry = _entry(type(layer))
    parameters = _parameters(type(layer))
    names = ((entry.operands[0], *parameters[1:]) if entry is not None else parameters)[:count]
    return [*names, *(f"argument {place + 1}" for place in range(len(names), count))]


@lru_cache(maxsize=512)
def _entry(kind: type) -> Layer | None:
    """The entry of the nearest base class whose `call` and `build` this class still has."""
    for base in kind.__mro__:
        if base in LAYERS:
            own = kind.call is base.call and kind.build is base.build and kind.__call__ is base.__call__
            return LAYERS[base] if own else None
    return None


@lru_cache(maxsize=512)
def _parameters(kind: type) -> tuple[str, ...]:
    return tuple(name for name in inspect.signature(kind.call).parameters if name not in ("self", "args", "kwargs"))


def _arguments(
    layer: keras.Layer, entry: Layer, args: tuple[Any, ...], kwargs: dict[str, Any], shape_of: ShapeOf
) -> dict[str, Operand]:
    """The arguments that are tensors, under the keywords of the layer's `call`."""
    parameters = _parameters(type(layer))
    given = {**dict(zip(parameters, args, strict=False)), **kwargs}
    given[entry.operands[0]] = given.pop(parameters[0], None)
    return {name: operand for name in entry.operands if (operand := operand_of(given.get(name), shape_of)) is not None}


def _weights(layer: keras.Layer, entry: Layer, shape_of: ShapeOf) -> dict[str, Operand]:
    """The shapes of the weights, which there are none of before a layer is built."""
    found = entry.weights(layer) if callable(entry.weights) else {
        name: getattr(layer, f"_{name}", None) if hasattr(layer, f"_{name}") else getattr(layer, name, None)
        for name in entry.weights
    }  # fmt: skip
    return {name: operand_of(weight, shape_of) for name, weight in found.items() if weight is not None}


def _attributes(layer: keras.Layer, entry: Layer) -> dict[str, Any] | None:
    attributes = {name: getattr(layer, name) for name in entry.settings if hasattr(layer, name)}
    if entry.more is None:
        return attributes
    more = entry.more(layer)
    return None if more is None else attributes | more


def _bind_time_distributed(
    layer: keras.layers.TimeDistributed,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    shape_of: ShapeOf,
    *,
    built: bool,
) -> Call | None:
    """The call of the layer inside on one step of time, with the inputs of all steps."""
    value = args[0] if args else kwargs.get("inputs")
    try:
        shape = operand_of(value, shape_of)
    except NoPlainShape:
        return None
    if not isinstance(shape, tuple) or type(layer) is not keras.layers.TimeDistributed:
        return None
    step = (shape[0], *shape[2:]) if len(shape) > 2 else (1, 1)

    def inner_shape_of(tensor: Any) -> Any:
        return step if tensor is value else shape_of(tensor)

    inner = bind_layer(layer.layer, (value,), {}, inner_shape_of, built=built)
    if inner is None or "inputs" not in inner.operands:
        return None
    attributes = {**inner.attributes, "inner": inner.op}
    return Call("time_distributed", {**inner.operands, "inputs": shape}, attributes, axis_word="axis")
