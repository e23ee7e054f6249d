"""`Size`: an `int` that remembers where it came from.

The recorder hands these out for `x.shape` in the checked code itself, so that a later call such as
`x.view(x.size(0), -1)` can be run again at another size. A `Size` is a real `int` in every other respect: it
prints, hashes, slices and pickles as one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable
from typing import Any, SupportsIndex

# An expression is a number, a leaf (whatever hashable thing the recorder chose), or (operator, left, right).
Expression = int | Hashable

_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}


class Size(int):
    """A size with the expression it was computed by.

    >>> n = Size(4, ("x", 0))
    >>> n * 2 + 1
    9
    >>> evaluate((n * 2 + 1).expression, {("x", 0): 10}.__getitem__)
    21
    """

    expression: Expression

    def __new__(cls, value: int, expression: Expression) -> Size:
        size = super().__new__(cls, value)
        size.expression = expression
        return size

    def __reduce__(self) -> tuple[type[int], tuple[int]]:
        return int, (int(self),)

    def __add__(self, other: Any) -> Any:
        return _combine("+", self, other)

    def __radd__(self, other: Any) -> Any:
        return _combine("+", other, self)

    def __sub__(self, other: Any) -> Any:
        return _combine("-", self, other)

    def __rsub__(self, other: Any) -> Any:
        return _combine("-", other, self)

    def __mul__(self, other: Any) -> Any:
        return _combine("*", self, other)

    def __rmul__(self, other: Any) -> Any:
        return _combine("*", other, self)

    def __floordiv__(self, other: Any) -> Any:
        return _combine("//", self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return _combine("//", other, self)

    def __mod__(self, other: Any) -> Any:
        return _combine("%", self, other)

    def __rmod__(self, other: Any) -> Any:
        return _combine("%", other, self)

    def __pow__(self, other: Any, modulo: Any = None) -> Any:
        # A negative power is no whole number, and so no size.
        if modulo is not None or not isinstance(other, int) or other < 0:
            return pow(int(self), other, modulo)
        return _combine("**", self, other)

    def __neg__(self) -> Any:
        return _combine("-", 0, self)

    def __copy__(self) -> int:
        return int(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> int:
        return int(self)


def expression_of(value: int) -> Expression:
    """The expression behind a number: its own for a `Size`, the plain number otherwise."""
    return value.expression if isinstance(value, Size) else int(value)


def plain(value: Any) -> Any:
    """A value with plain numbers in place of sizes; tuples and lists are looked into.

    >>> type(plain(Size(4, 4))), plain((Size(2, 2), "a"))
    (<class 'int'>, (2, 'a'))
    """
    if type(value) is Size:
        return int(value)
    if not issubclass(type(value), (tuple, list)) or not any(type(item) is Size for item in value):
        return value
    items = [plain(item) for item in value]
    if issubclass(type(value), list):
        value[:] = items
        return value
    return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)


def make_plain(namespace: dict[str, Any]) -> None:
    """Put plain numbers in place of the sizes that variables hold."""
    for name, value in list(namespace.items()):
        replacement = plain(value)
        if replacement is not value:
            namespace[name] = replacement


def evaluate(expression: Expression, leaf: Callable[[Any], int]) -> int:
    """The value of an expression, where `leaf` tells what a leaf is worth now.

    Raises
    ------
    ZeroDivisionError
        If the new sizes make a divisor zero.
    """
    if isinstance(expression, int):
        return expression
    if isinstance(expression, tuple) and len(expression) == 3 and expression[0] in _OPERATORS:
        sign, left, right = expression
        return _OPERATORS[sign](evaluate(left, leaf), evaluate(right, leaf))
    return leaf(expression)


def _combine(sign: str, left: Any, right: Any) -> Any:
    """The result of `left sign right`, with its expression where both sides are whole numbers."""
    if type(left) not in _NUMBERS or type(right) not in _NUMBERS:
        return NotImplemented if not isinstance(left, Size) else _plain(sign, left, right)
    value = _OPERATORS[sign](int(left), int(right))
    return Size(value, (sign, expression_of(left), expression_of(right)))


def _plain(sign: str, left: SupportsIndex, right: Any) -> Any:
    """What a plain `int` would do with an operand that is no whole number (a float, an array, a tensor)."""
    method = getattr(
        int,
        {"+": "__add__", "-": "__sub__", "*": "__mul__", "//": "__floordiv__", "**": "__pow__"}.get(sign, "__mod__"),
    )
    return method(int(left), right)


_NUMBERS = frozenset({int, Size})
