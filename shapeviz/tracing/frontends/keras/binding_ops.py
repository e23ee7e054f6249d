"""The functions of `keras.ops` as rules see them, and the operations that stand for them in functional models."""

from __future__ import annotations

from typing import Any

import keras

from shapeviz.rules.core import Call, Operand
from shapeviz.rules.registry import has_rule
from shapeviz.tracing.frontends.keras.op_names import (
    Function,
    Parameter,
    label,
    op_name,
    operand_name,
    operand_names,
    signature,
    target_name,
)
from shapeviz.tracing.frontends.keras.operands import NoPlainShape, ShapeOf, is_tensor, operand_of, plain_shape

__all__ = ["bind_op", "label", "op_name", "operand_name", "operand_names", "target_name"]


def bind_op(
    function: Function,
    args: tuple[Any, ...],
    kwargs: dict[str, Any] | None = None,
    shape_of: ShapeOf | None = None,
) -> Call | None:
    """A call of a function of `keras.ops`, of an operator, or of the operation that stands for one in a model.

    None for functions without a rule, and if a shape is not known. `shape_of` is as for `bind_layer`.

    >>> import numpy as np
    >>> call = bind_op(keras.ops.reshape, (np.zeros((4, 6)), (2, -1)))
    >>> call.op, call.operands, call.attributes
    ('reshape', {'input': (4, 6)}, {'shape': (2, -1)})
    """
    found = signature(label(function))
    if found is None or not has_rule(found[0]):
        return None
    op, parameters = found
    given = _named(parameters, args, kwargs or {})
    if isinstance(function, keras.Operation):
        # What is no tensor was given when the operation was made.
        settings = {item.own: getattr(function, item.own) for item in parameters if hasattr(function, item.own)}
        given = {**settings, **given}
    operands: dict[str, Operand] = {}
    attributes = {item.neutral: item.default for item in parameters if item.default is not None}
    try:
        for item in parameters:
            value = given.get(item.own)
            operand = operand_of(value, shape_of or plain_shape)
            if operand is not None:
                operands[item.neutral] = operand
            elif value is not None:
                attributes[item.neutral] = value
    except NoPlainShape:
        return None
    if any(_holds_tensor(value) for value in attributes.values()):
        return None
    return Call(op, operands, attributes, axis_word="axis")


def _named(parameters: tuple[Parameter, ...], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Every argument under Keras's own name for it."""
    given: dict[str, Any] = {}
    for place, item in enumerate(parameters[: len(args)]):
        given[item.own] = list(args[place:]) if item.starred else args[place]
    return {**given, **kwargs}


def _holds_tensor(value: Any) -> bool:
    return is_tensor(value) or (isinstance(value, (list, tuple)) and any(_holds_tensor(item) for item in value))
