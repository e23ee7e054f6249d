"""Comparisons of sizes, and who hears of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator

from shapeviz.shapes.expressions import Expression

# The sign of a comparison, and its left and right expression.
Comparison = tuple[str, Expression, Expression]

_WRITTEN: dict[str, tuple[str, bool]] = {
    # How a comparison is written with `==`, `!=`, `<` and `<=`: the sign, and whether its sides change places.
    "==": ("==", False),
    "!=": ("!=", False),
    "<": ("<", False),
    "<=": ("<=", False),
    ">": ("<", True),
    ">=": ("<=", True),
}
_OPPOSITES = {"==": "!=", "!=": "=="}


class _Listening:
    """Who is told of comparisons; an object, so that sizes see a change at once."""

    listener: Callable[[Comparison], None] | None = None


listening = _Listening()


@contextlib.contextmanager
def comparisons_heard(listener: Callable[[Comparison], None] | None) -> Generator[None]:
    """Tell `listener` of every comparison of sizes while this lasts, written so that it is true.

    >>> from shapeviz.shapes.size import Size
    >>> heard = []
    >>> with comparisons_heard(heard.append):
    ...     _ = Size(4, "N") > 5
    >>> heard
    [('<=', 'N', 5)]
    """
    before, listening.listener = listening.listener, listener
    try:
        yield
    finally:
        listening.listener = before


def as_found(sign: str, left: Expression, right: Expression, outcome: bool) -> Comparison:
    """The comparison as it was found true, written with `==`, `!=`, `<` or `<=`.

    >>> as_found(">", "N", 5, True), as_found(">", "N", 5, False)
    (('<', 5, 'N'), ('<=', 'N', 5))
    """
    sign, changed = _WRITTEN[sign]
    if changed:
        left, right = right, left
    if outcome:
        return (sign, left, right)
    if sign in _OPPOSITES:
        return (_OPPOSITES[sign], left, right)
    return ("<=" if sign == "<" else "<", right, left)
