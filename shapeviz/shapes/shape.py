"""Shapes as tuples of sizes, outermost axis first, and the arithmetic every layer needs of them."""

from __future__ import annotations

from collections.abc import Iterable

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
        if any(a != b and a != 1 and b != 1 for a, b in zip(left, right, strict=True)):
            return None
        result = tuple(b if a == 1 else a for a, b in zip(left, right, strict=True))
    return result
