"""Expressions of sizes: what a size is at any sizes of the inputs, such as `16·⌊H/2⌋·⌊W/2⌋`.

An expression is a number, a leaf (a symbol's name, or while recording whatever hashable thing stands for a size), or
a tuple of an operator and its operands: `+ * min max` of two or more, `- // % ceil` of two, and `**`. As in Python,
`//` rounds down and `%` has the sign of the divisor; `ceil` is a division rounded up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache, reduce
from itertools import count
from math import inf
from operator import add, floordiv, mod, mul, sub
from typing import Any

from shapeviz.shapes.bounds import interval
from shapeviz.shapes.normal_form import expression as _written
from shapeviz.shapes.normal_form import is_operation, polynomial

Expression = int | Hashable


class Unknown:
    """The leaf of a size of which nothing is known but its value. Each has a number, by which they are put in order."""

    __slots__ = ("_number",)
    _numbers = count()

    def __init__(self) -> None:
        self._number = next(self._numbers)

    def __repr__(self) -> str:
        return f"?{self._number}"


@lru_cache(maxsize=1 << 14)
def simplified(expression: Expression) -> Any:
    """The expression as a person would write it, in the form that is the same for all equal ones that are known to be.

    It has the same value wherever `expression` has one and every leaf is 1 or more.

    >>> simplified(("//", ("+", ("//", ("+", "H", 1), 2), 1), 2))
    ('ceil', 'H', 4)
    >>> simplified(("//", ("*", "N", 16, "H"), "N"))
    ('*', 16, 'H')
    """
    return _written(polynomial(expression))


def evaluated(expression: Expression, sizes: Mapping[Any, int]) -> int:
    """The value of an expression at these sizes of its leaves.

    Raises
    ------
    ZeroDivisionError
        If a divisor is zero, or an exponent negative.
    KeyError
        If the size of a leaf is missing.

    >>> evaluated(("ceil", "H", 32), {"H": 100})
    4
    """
    if isinstance(expression, int):
        return int(expression)
    if not is_operation(expression):
        return sizes[expression]
    operator, *operands = expression  # pyright: ignore
    return reduce(_COMPUTE[operator], [evaluated(operand, sizes) for operand in operands])


def substituted(expression: Expression, leaf: Callable[[Any], Expression]) -> Any:
    """The simplified expression with `leaf(x)` in place of each leaf x.

    >>> substituted(("//", ("x", 1), 2), {("x", 1): ("*", 4, "L")}.__getitem__)
    ('*', 2, 'L')
    """
    return simplified(_replaced(expression, leaf))


def leaves(expression: Expression) -> frozenset[Any]:
    """The leaves of an expression.

    >>> sorted(leaves(("+", ("*", "N", "H"), 1)))
    ['H', 'N']
    """
    return frozenset(_leaves(expression))


def bounds(expression: Expression) -> tuple[int | None, int | None]:
    """Numbers between which the value lies when every leaf is 1 or more; None where no such number is known.

    >>> bounds(("-", "L", 1)), bounds(("%", "L", 8))
    ((0, None), (0, 7))
    """
    low, high = interval(polynomial(expression))
    return None if low == -inf else int(low), None if high == inf else int(high)


def _leaves(expression: Any) -> Iterator[Any]:
    if is_operation(expression):
        for operand in expression[1:]:
            yield from _leaves(operand)
    elif not isinstance(expression, int):
        yield expression


def _replaced(expression: Any, leaf: Callable[[Any], Expression]) -> Any:
    if is_operation(expression):
        return (expression[0], *(_replaced(operand, leaf) for operand in expression[1:]))
    return expression if isinstance(expression, int) else leaf(expression)


def _power(base: int, exponent: int) -> int:
    if exponent < 0:
        raise ZeroDivisionError("a negative power is no whole number")
    return base**exponent


def _ceil_divided(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)


_COMPUTE: dict[str, Callable[[int, int], int]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "//": floordiv,
    "%": mod,
    "ceil": _ceil_divided,
    "min": min,
    "max": max,
    "**": _power,
}
