"""Calls of Keras as rules see them: layers, losses, training, batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from shapeviz.rules.core import Call, Operand
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.keras.binding_layers import bind_layer
from shapeviz.tracing.frontends.keras.binding_losses import bind_loss
from shapeviz.tracing.frontends.keras.binding_models import bind_model
from shapeviz.tracing.frontends.keras.subjects import BATCH, Training
from shapeviz.tracing.frontends.keras.tensors import shape_of as own_shape_of

ShapeOf = Callable[[Any], Shape]


def bind_subject(
    subject: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    shape_of: ShapeOf = own_shape_of,
    *,
    built: bool = True,
) -> Call | None:
    """A call as the rules see it; None if it cannot be told. `shape_of` may tell other shapes of tensors.

    A layer that is not `built` makes its weights to fit what it is given.

    >>> dense = keras.layers.Dense(3)
    >>> call = bind_subject(dense, (keras.KerasTensor((2, 4)),), {})
    >>> call.op, call.operands["inputs"]
    ('dense', (2, 4))
    """
    if isinstance(subject, Training):
        operands: dict[str, Operand] = {name: shape_of(array) for name, array in subject.data(kwargs)}
        return Call("same_samples", operands, axis_word="axis")
    if subject is BATCH:
        return Call("batch", {"data": shape_of(args[0])}, dict(kwargs), axis_word="axis")
    if isinstance(subject, keras.losses.Loss):
        y_true, y_pred = [*args, *(kwargs[name] for name in ("y_true", "y_pred") if name in kwargs)][:2]
        return bind_loss(subject, y_true, y_pred, shape_of)
    if isinstance(subject, keras.Model):
        return bind_model(subject, args, kwargs, shape_of)
    return bind_layer(subject, args, kwargs, shape_of, built=built)
