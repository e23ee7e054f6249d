"""What a call of TensorFlow is given: the shape of whatever it would make a tensor of, and plain arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.tensorflow.tensors import is_tensor, known_shape


class NotPlain(Exception):
    """A value without a plain shape, or a tensor whose numbers are not known."""


def shape_of_value(value: Any, shape_of: Callable[[Any], Shape] | None = None) -> Shape:
    """The shape of a tensor, an array, a number, or nested lists of these.

    >>> shape_of_value([[1, 2, 3], [4, 5, 6]]), shape_of_value(2.5)
    ((2, 3), ())

    Raises
    ------
    NotPlain
        If a size is not known, or rows differ in length.
    """
    if is_tensor(value):
        sizes = known_shape(value.shape)
        if sizes is None:
            raise NotPlain
        return sizes if shape_of is None else shape_of(value)
    if isinstance(value, (bool, int, float, complex, str, bytes)):
        return ()
    if isinstance(value, (list, tuple)):
        return _nested(value, shape_of)
    shape = getattr(value, "shape", None)
    if type(shape) is not tuple:
        raise NotPlain
    return shape if shape_of is None else shape_of(value)


def _nested(rows: list[Any] | tuple[Any, ...], shape_of: Callable[[Any], Shape] | None) -> Shape:
    shapes = {shape_of_value(row, shape_of) for row in rows}
    if len(shapes) > 1:
        raise NotPlain
    return (len(rows), *next(iter(shapes), ()))


def plain(value: Any) -> Any:
    """An argument as Python's own numbers: tensors, arrays and shapes that hold numbers are read.

    >>> plain([2, (-1, None)]), plain("SAME")
    ([2, (-1, None)], 'SAME')
    """
    if is_tensor(value):
        return _read(value)
    if isinstance(value, (list, tuple)):
        return type(value)(plain(item) for item in value) if type(value) in (list, tuple) else list(map(plain, value))
    if isinstance(value, slice):
        return slice(plain(value.start), plain(value.stop), plain(value.step))
    if hasattr(value, "as_list") and hasattr(value, "rank"):
        sizes = known_shape(value)
        if sizes is None:
            raise NotPlain
        return sizes
    return value.tolist() if hasattr(value, "tolist") and hasattr(value, "dtype") else value


def _read(tensor: Any) -> Any:
    """The numbers in a tensor; a symbolic one has none yet."""
    if not hasattr(tensor, "numpy"):
        raise NotPlain
    try:
        return tensor.numpy().tolist()
    except (AttributeError, NotImplementedError) as error:
        raise NotPlain from error


def dtype_of(value: Any) -> str | None:
    """The type of a tensor's numbers by its name; None for what is no tensor or array."""
    dtype = getattr(value, "dtype", None)
    return None if dtype is None else str(getattr(dtype, "name", dtype))
