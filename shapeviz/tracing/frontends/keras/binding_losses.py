"""Keras's losses as rules see them: `y_true` and `y_pred`, and what is made of the losses of the samples."""

from __future__ import annotations

import inspect
from typing import Any

import keras
from keras.src.losses.losses import LossFunctionWrapper

from shapeviz.rules.core import Call
from shapeviz.rules.registry import has_rule
from shapeviz.tracing.frontends.keras.operands import NoPlainShape, ShapeOf, operand_of, plain_shape

_SETTINGS = ("axis",)


def bind_loss(loss: Any, y_true: Any, y_pred: Any, shape_of: ShapeOf | None = None) -> Call | None:
    """A call of one of Keras's losses: an object, a function, or a name as `compile` takes it.

    None for other losses, and if a shape is not known. `shape_of` is as for `bind_layer`.

    >>> import numpy as np
    >>> call = bind_loss("mse", np.zeros(4), np.zeros((4, 1)))
    >>> call.op, call.operands, call.attributes["reduction"]
    ('keras_mean_squared_error', {'y_true': (4,), 'y_pred': (4, 1)}, 'sum_over_batch_size')
    """
    found = _described(loss)
    if found is None or not has_rule(found[0]):
        return None
    op, attributes = found
    shape_of = shape_of or plain_shape
    try:
        operands = {"y_true": operand_of(y_true, shape_of), "y_pred": operand_of(y_pred, shape_of)}
    except NoPlainShape:
        return None
    if not all(isinstance(shape, tuple) for shape in operands.values()):
        return None
    return Call(op, operands, attributes, axis_word="axis")


def loss_name(loss: keras.Loss, written: Any = None) -> str:
    """What a loss is called: as `compile` was given it, in `written`, or by the name of its function.

    >>> loss_name(keras.losses.get(keras.losses.MeanSquaredError()))
    'mean_squared_error'
    >>> from keras.src.losses.losses import LossFunctionWrapper
    >>> loss_name(LossFunctionWrapper(keras.losses.get("mse")), {"box": "mae", "score": "mse"})
    'mse'
    """
    function = getattr(loss, "fn", None)
    if function is None:
        return str(loss.name)
    names = [name for name in keras.tree.flatten(written) if isinstance(name, str)]
    return next((name for name in names if _resolved(name) is function), getattr(function, "__name__", loss.name))


def loss_target(loss: keras.Loss) -> str:
    """The path of a loss: of its class, or of the function that `compile` was given or told the name of.

    >>> loss_target(keras.losses.MeanSquaredError())
    'keras.losses.MeanSquaredError'
    """
    maker = loss.fn if type(loss) is LossFunctionWrapper else type(loss)
    own = maker.__module__.startswith("keras.")
    return f"keras.losses.{maker.__name__}" if own else f"{maker.__module__}.{maker.__qualname__}"


def _described(loss: Any) -> tuple[str, dict[str, Any]] | None:
    """The operation and the settings of a loss; `wrapped` if it aligns its operands as loss objects do."""
    resolved = _resolved(loss)
    wrapped = isinstance(resolved, keras.Loss) or isinstance(loss, str)
    function = getattr(resolved, "fn", resolved)
    if not inspect.isfunction(function) or not function.__module__.startswith("keras.src.losses"):
        return None
    settings = dict(getattr(resolved, "_fn_kwargs", {}))
    defaults = {name: item.default for name, item in inspect.signature(function).parameters.items()}
    attributes = {name: settings.get(name, defaults[name]) for name in _SETTINGS if name in defaults}
    attributes["wrapped"] = wrapped
    attributes["reduction"] = getattr(resolved, "reduction", "sum_over_batch_size" if wrapped else None)
    return f"keras_{function.__name__}", attributes


def _resolved(loss: Any) -> Any:
    """The loss that a name stands for."""
    if not isinstance(loss, str):
        return loss
    try:
        return keras.losses.get(loss)
    except ValueError:
        return None
