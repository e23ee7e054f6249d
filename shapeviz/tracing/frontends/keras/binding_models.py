"""The inputs of whole models, which a functional or sequential model checks against its `Input`s."""

from __future__ import annotations

from typing import Any

import keras
from keras.src.models.functional import Functional

from shapeviz.rules.core import Call
from shapeviz.tracing.frontends.keras.operands import NoPlainShape, ShapeOf, is_tensor, operand_of, plain_shape


def bind_model(
    model: keras.Model, args: tuple[Any, ...], kwargs: dict[str, Any] | None = None, shape_of: ShapeOf | None = None
) -> Call | None:
    """What a functional or sequential model asks of its inputs; it gives the inputs as the first layers get them.

    None for a model that asks nothing, or if a shape is not known. `shape_of` is as for `bind_layer`.

    >>> import numpy as np
    >>> model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
    >>> call = bind_model(model, (np.zeros((4, 784)),))
    >>> call.op, call.operands, call.attributes["input_shapes"]
    ('keras_inputs', {'inputs': (4, 784)}, [(None, 784)])
    """
    graph = _graph_of(model)
    given = args[0] if args else (kwargs or {}).get("inputs")
    if graph is None or given is None:
        return None
    wanted: list[keras.KerasTensor] = keras.tree.flatten(graph._inputs_struct)
    try:
        shapes = [operand_of(item, shape_of or plain_shape) for item in _in_order(given, graph, wanted)]
    except NoPlainShape:
        return None
    if not all(isinstance(shape, tuple) for shape in shapes):
        return None
    operand = shapes[0] if is_tensor(given) else shapes
    # A sequential model looks at the number of axes only, and leaves their sizes to its first layer.
    sizes_checked = graph is model and _is_flat(graph._inputs_struct)
    asked = [_open_shape(item, shape_of or plain_shape) for item in wanted]
    attributes = {"input_shapes": asked, "sizes_checked": sizes_checked}
    return Call("keras_inputs", {"inputs": operand}, attributes, axis_word="axis")


def _open_shape(item: keras.KerasTensor, shape_of: ShapeOf) -> tuple[int | None, ...]:
    """The shape of an `Input`, in which None is a size that is left open."""
    return tuple(None if size is None else told for size, told in zip(item.shape, shape_of(item), strict=True))


def _graph_of(model: keras.Model) -> Functional | None:
    """The functional model that checks the inputs, or None where the model's `call` is the user's own."""
    kind = type(model)
    if isinstance(model, keras.Sequential):
        return model._functional if kind.call is keras.Sequential.call else None
    return model if isinstance(model, Functional) and kind.call is Functional.call else None


def _is_flat(struct: Any) -> bool:
    """Whether a model's inputs are a plain dictionary; those of a deeper one are not checked for their sizes."""
    return not isinstance(struct, dict) or all(isinstance(item, keras.KerasTensor) for item in struct.values())


def _in_order(given: Any, graph: Functional, wanted: list[keras.KerasTensor]) -> list[Any]:
    """The tensors that are given, in the order of the model's inputs: those of a dictionary by their names."""
    names = [item.name for item in wanted]
    if isinstance(given, dict) and not isinstance(graph._inputs_struct, dict) and all(name in given for name in names):
        return [given[name] for name in names]
    return keras.tree.flatten(given)
