"""Arguments as frameworks take them: one number or several, axes counted from either end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from shapeviz.shapes.shape import Shape, product
from shapeviz.shapes.unknown import opaque

_SIMPLE = 1 << 10  # the largest denominator of a factor with which sizes are multiplied exactly


def spread(value: Any, count: int) -> Shape:
    """One number for each of `count` axes, where the argument gives one for all or one each.

    >>> spread(2, 3), spread((1, 2), 2), spread([5], 2)
    ((2, 2, 2), (1, 2), (5, 5))
    """
    if not isinstance(value, Sequence):
        return (cast(int, value),) * count
    values = cast("Sequence[int]", value)
    return tuple(values) * count if len(values) == 1 else tuple(values)


def sizes_of(value: Any) -> Shape:
    """A size, or several, as a tuple: `5` and `(5,)` are the same.

    >>> sizes_of(5), sizes_of([2, 3]), sizes_of(())
    ((5,), (2, 3), ())
    """
    return tuple(cast("Sequence[int]", value)) if isinstance(value, Sequence) else (cast(int, value),)


def position(axis: int, rank: int) -> int | None:
    """An axis counted from the front, or None if there is no such axis. A single number has axes 0 and -1.

    >>> position(-1, 3), position(3, 3), position(-1, 0)
    (2, None, 0)
    """
    rank = max(rank, 1)
    return axis % rank if -rank <= axis < rank else None


def multiplied(size: int, factor: float) -> int:
    """`size` times `factor`, rounded down as computed with floats.

    Simple fractions are exact in both ways of computing, so that a size that remembers its expression keeps it.

    >>> multiplied(5, 2), multiplied(5, 1.5), multiplied(9, 0.7)
    (10, 7, 6)
    """
    if isinstance(factor, int):
        return size * factor
    above, below = factor.as_integer_ratio()
    if factor > 0 and below <= _SIMPLE:
        return size * above // below if below > 1 else size * above
    return opaque(int(size * factor), size)


def with_rank(shape: Shape, rank: int) -> Shape:
    """The nearest shape of that rank: axes of size 1 in front, or the leading axes made one.

    >>> with_rank((28, 28), 3), with_rank((2, 5, 3, 8), 3), with_rank((1, 5, 3), 2)
    ((1, 28, 28), (10, 3, 8), (5, 3))
    """
    if rank == 0:
        return ()
    if len(shape) <= rank:
        return (1,) * (rank - len(shape)) + shape
    merged = len(shape) - rank + 1
    return (product(shape[:merged]), *shape[merged:])
