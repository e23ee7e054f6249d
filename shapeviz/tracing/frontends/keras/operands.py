"""The shapes of what is given to a layer: arrays, tensors of any backend, symbolic tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapeviz.rules.core import Operand
from shapeviz.shapes.shape import Shape

ShapeOf = Callable[[Any], Shape]


class NoPlainShape(Exception):
    """A tensor with a size that is not known, or that is 0."""


def plain_shape(tensor: Any) -> Shape:
    """The shape of a tensor whose sizes are all known."""
    return tuple(tensor.shape)


def operand_of(value: Any, shape_of: ShapeOf) -> Operand:
    """The shape of a tensor, or the shapes of a list or tuple of tensors; None for anything else.

    Raises
    ------
    NoPlainShape
        If a size is unknown. Also if one is 0: on empty tensors the backends differ.
    """
    if is_tensor(value):
        shape = tuple(shape_of(value))
        if any(size is None or size < 1 for size in shape):
            raise NoPlainShape
        return shape
    if isinstance(value, (list, tuple)) and value and all(is_tensor(item) for item in value):
        return [shape for item in value if isinstance(shape := operand_of(item, shape_of), tuple)]
    return None


def is_tensor(value: Any) -> bool:
    """Whether a value has a shape, whichever backend made it."""
    return hasattr(value, "shape") and hasattr(value, "dtype") and not isinstance(value, type)
