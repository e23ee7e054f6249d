"""Sizes of which nothing is known but their value."""

from __future__ import annotations

from shapeviz.shapes.expressions import Expression, Unknown, leaves
from shapeviz.shapes.size import Size

__all__ = ["Unknown", "is_unknown", "opaque", "pinned"]


def is_unknown(expression: Expression) -> bool:
    """Whether an expression has a leaf of which nothing is known."""
    return not isinstance(expression, int) and any(isinstance(leaf, Unknown) for leaf in leaves(expression))


def opaque(value: int, *sizes: int) -> int:
    """`value`, which was computed from `sizes` in a way that no expression tells: it is constant only if they are.

    >>> opaque(13, 10), is_unknown(opaque(13, Size(10, "L")).expression)
    (13, True)
    """
    return Size(value, Unknown()) if any(isinstance(size, Size) for size in sizes) else value


def pinned(size: int) -> int:
    """The plain number that a size is, where nothing but this number will do; the comparison is heard.

    >>> from shapeviz.shapes.listening import comparisons_heard
    >>> heard = []
    >>> with comparisons_heard(heard.append):
    ...     pieces = ["piece"] * pinned(Size(3, "N"))
    >>> heard
    [('==', 'N', 3)]
    """
    number = int(size)
    if size != number:
        raise ValueError(f"{size!r} is not {number}")
    return number
