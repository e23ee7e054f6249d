"""Shapes as tuples of sizes, outermost axis first, and the arithmetic every layer needs of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from shapeviz.shapes.size import Size
from shapeviz.shapes.unknown import is_unknown

Shape = tuple[int, ...]


def product(sizes: Iterable[int]) -> int:
    """The number of elements of a tensor with these sizes.

    Plain `*` is used, so that sizes which remember their expression keep it.

    >>> product((4, 16, 2))
    128
    >>> product(())
    1
    """
    total: int | None = None
    for size in sizes:
        total = size if total is None else total * size
    return 1 if total is None else total


def replaced(shape: Shape, axis: int, size: int) -> Shape:
    """`shape` with `size` in place of the one at `axis`, which may count from the end.

    >>> replaced((4, 5, 6), -1, 9)
    (4, 5, 9)
    """
    position = axis % len(shape)
    return (*shape[:position], size, *shape[position + 1 :])


def broadcast(shapes: Iterable[Shape]) -> Shape | None:
    """The shape that these shapes have together, or None where they do not fit.

    Shapes are aligned at their last axis, and a size of 1 stretches to any other.

    >>> broadcast([(4, 1, 3), (5, 1)])
    (4, 5, 3)
    >>> broadcast([(4, 3), (4,)]) is None
    True
    """
    result: Shape = ()
    for shape in shapes:
        rank = max(len(result), len(shape))
        left = (1,) * (rank - len(result)) + result
        right = (1,) * (rank - len(shape)) + shape
        sizes = [size for a, b in zip(left, right, strict=True) if (size := stretched(a, b)) is not None]
        if len(sizes) < rank:
            return None
        result = tuple(sizes)
    return result


def stretched(a: int, b: int) -> int | None:
    """The size that two sizes have together, or None where they do not fit: a size of 1 stretches to any other.

    Only what the answer rests on is compared, so that it holds for as many sizes as can be.

    >>> stretched(1, 5), stretched(5, 5), stretched(4, 5)
    (5, 5, None)
    """
    if _is_one(a) or _is_one(b):
        return b if _is_one(a) else a
    if int(a) != int(b):
        one, other = (a, b) if int(a) == 1 else (b, a)
        # A size of which nothing is known may also equal the other, which must then not be the one that stretches.
        fits = one == 1 if _is_known(one) else other != 1
        return other if fits else None
    best = equal(a, b)
    if a != b or (_is_known(a) and _is_known(b)) or best != 1:
        return best
    return b if _is_known(a) else a


def equal(*sizes: int) -> int:
    """Of equal sizes, the one that says most: a number before a size that varies, and that before one not known.

    >>> equal(Size(512, "F"), 512)
    512
    """
    return reduce(_told_better, sizes)


def _told_better(a: int, b: int) -> int:
    if not isinstance(a, Size) or not isinstance(b, Size):
        return b if isinstance(a, Size) else a
    if _is_known(a) != _is_known(b):
        return a if _is_known(a) else b
    return b if b.weight < a.weight else a


def _is_one(size: int) -> bool:
    """Whether a size is 1 and stays so."""
    return not isinstance(size, Size) and size == 1


def _is_known(size: int) -> bool:
    return not isinstance(size, Size) or not is_unknown(size.expression)
