"""What training gives in a rehearsal, in which nothing is learned."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import tree

from shapeviz.shapes.shape import product
from shapeviz.tracing.array_replay import MODERATE
from shapeviz.tracing.frontends.keras.subjects import Training
from shapeviz.tracing.frontends.keras.tensors import shape_of, tensors_in

_SOME_LOSS = 0.5


class MadeUpHistory(dict[str, list[float]]):
    """Whatever the training was asked to note, with one number for it.

    >>> MadeUpHistory(loss=[0.5])["val_accuracy"]
    [0.5]
    """

    def __missing__(self, name: str) -> list[float]:
        return [_SOME_LOSS]


def made_up_result(training: Training, y_pred: Any, given: dict[str, Any]) -> Any:
    """What a call of training gives whose model gave `y_pred` for a batch of the data in `given`."""
    if training.label == "fit":
        history: Any = keras.callbacks.History()
        history.history, history.epoch, history.params = MadeUpHistory(loss=[_SOME_LOSS]), [0], {}
        history.set_model(training.model)
        return history
    if training.label.startswith("predict"):
        rows = next((shape_of(array)[0] for _, array in tensors_in(given.get("x")) if shape_of(array)), None)
        return tree.map_structure(lambda tensor: _rows(tensor, rows), y_pred)
    count = len(training.model.metrics) + 1 if training.model.compiled else 1
    return _SOME_LOSS if count <= 2 else [_SOME_LOSS] * (count - 1)


def _rows(tensor: Any, rows: int | None) -> Any:
    """An array with as many rows as the data has."""
    shape = shape_of(tensor)
    shape = (rows, *shape[1:]) if rows is not None and shape else shape
    if product(shape) > MODERATE:
        return np.lib.stride_tricks.as_strided(np.zeros((), tensor.dtype), shape, (0,) * len(shape))
    return np.zeros(shape, tensor.dtype)
