"""What Keras takes for a tensor, on any backend, with its shape in whole numbers.

A size that is not known yet is shown by a number all the same. That of the batch is told by who knows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras

from shapeviz.shapes.shape import Shape
from shapeviz.tracing.assumed import Assumed
from shapeviz.tracing.records import Spec
from shapeviz.tracing.values import walk_tensors

# Stands for a size that Keras does not know: the batch of a model that was only built.
UNKNOWN_BATCH, UNKNOWN_SIZE = 32, 16
_NO_TENSORS = (str, bytes, int, float, bool, type(None), type)


def is_tensor_like(value: Any) -> bool:
    """Whether a value has a shape and a type of elements: an array, a tensor of a backend, a symbolic one, a weight."""
    if isinstance(value, _NO_TENSORS) or not hasattr(value, "dtype"):
        return False
    try:
        return value.shape is not None and not isinstance(value.shape, property)
    except (AttributeError, ValueError):
        return False


def own_tensor(value: Any) -> bool:
    """Whether this is a tensor of Keras itself: a symbolic one or a weight."""
    return isinstance(value, (keras.KerasTensor, keras.Variable))


def is_symbolic(value: Any) -> bool:
    """Whether this is a symbolic tensor, of which there is only a shape."""
    return isinstance(value, keras.KerasTensor)


def tensors_in(value: Any) -> Iterator[tuple[str, Any]]:
    """Each tensor in a value with its place in it."""
    return walk_tensors(value, is_tensor_like)


def shape_of(tensor: Any, batch: int | None = None) -> Shape:
    """The shape of a tensor in whole numbers; `batch` is the size of a first axis that Keras does not know."""
    sizes = list(tensor.shape)
    unknown = Assumed(UNKNOWN_BATCH) if batch is None else batch
    return tuple(
        int(size) if size is not None else unknown if axis == 0 else Assumed(UNKNOWN_SIZE)
        for axis, size in enumerate(sizes)
    )


def spec_of(tensor: Any, batch: int | None = None) -> Spec:
    """What is known of a tensor without its data."""
    return Spec(shape_of(tensor, batch), keras.backend.standardize_dtype(tensor.dtype), "cpu")


def as_symbolic(tensor: Any, batch: int | None = None) -> keras.KerasTensor:
    """A symbolic tensor of the same shape, all of whose sizes are known."""
    return keras.KerasTensor(shape_of(tensor, batch), keras.backend.standardize_dtype(tensor.dtype))
