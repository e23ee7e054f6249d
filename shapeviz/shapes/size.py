"""`Size`: an `int` that remembers the expression it was computed by.

The recorder hands these out for `x.shape` in the checked code, and rules are given shapes of them. Whatever is computed
from one carries its expression on, with no symbolic engine in the way. A `Size` is a real `int` in every other
respect: it prints, hashes, slices and pickles as one.
"""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Callable, Generator
from typing import Any, SupportsIndex

from shapeviz.shapes.expressions import Expression, Unknown
from shapeviz.shapes.listening import as_found, listening

_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}
_METHODS: dict[str, Callable[[int, Any], Any]] = {
    "+": int.__add__,
    "-": int.__sub__,
    "*": int.__mul__,
    "//": int.__floordiv__,
    "%": int.__mod__,
    "**": int.__pow__,
}
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
# A size that a long loop adds to would carry every round with it: beyond this it follows no formula.
_LARGEST_EXPRESSION = 120


_written: Callable[[Expression], str] | None = None


@contextlib.contextmanager
def sizes_written(writer: Callable[[Expression], str] | None) -> Generator[None]:
    """Let `writer` write every size that a text is made of while this lasts.

    >>> with sizes_written(lambda expression: f"<{expression}>"):
    ...     text = f"{Size(4, 'N')} rows"
    >>> text
    '<N> rows'
    """
    global _written
    before, _written = _written, writer
    try:
        yield
    finally:
        _written = before


_kept = False


@contextlib.contextmanager
def copied_whole() -> Generator[None]:
    """Let sizes keep their expressions when what holds them is copied deeply while this lasts."""
    global _kept
    before, _kept = _kept, True
    try:
        yield
    finally:
        _kept = before


class Size(int):
    """A size with the expression it was computed by.

    >>> n = Size(4, "N")
    >>> n * 2 + 1, (n * 2 + 1).expression
    (9, ('+', ('*', 'N', 2), 1))
    """

    expression: Expression
    weight: int

    def __new__(cls, value: int, expression: Expression, weight: int = 1) -> Size:
        size = super().__new__(cls, value)
        size.expression = expression
        size.weight = weight
        return size

    def __reduce__(self) -> tuple[type[int], tuple[int]]:
        return int, (int(self),)

    def __copy__(self) -> int:
        return int(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> int:
        return self if _kept else int(self)

    def __repr__(self) -> str:
        return int.__repr__(self) if _written is None else _written(self.expression)

    __str__ = __repr__

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

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __pow__(self, other: Any, modulo: Any = None) -> Any:
        # A negative power is no whole number, and so no size.
        if modulo is not None or not isinstance(other, int) or other < 0:
            return pow(int(self), other, modulo)
        return _combine("**", self, other)

    def __neg__(self) -> Any:
        return _combine("-", 0, self)

    def __pos__(self) -> Size:
        return self

    def __round__(self, ndigits: SupportsIndex | None = None) -> int:
        return self if ndigits is None else round(int(self), ndigits)

    def __floor__(self) -> Size:
        return self

    def __ceil__(self) -> Size:
        return self

    def __bool__(self) -> bool:
        return _compared("!=", self, 0, int.__ne__)

    __hash__ = int.__hash__

    def __eq__(self, other: object) -> bool:
        return _compared("==", self, other, int.__eq__)

    def __ne__(self, other: object) -> bool:
        return _compared("!=", self, other, int.__ne__)

    def __lt__(self, other: int) -> bool:
        return _compared("<", self, other, int.__lt__)

    def __le__(self, other: int) -> bool:
        return _compared("<=", self, other, int.__le__)

    def __gt__(self, other: int) -> bool:
        return _compared(">", self, other, int.__gt__)

    def __ge__(self, other: int) -> bool:
        return _compared(">=", self, other, int.__ge__)

    def __array_ufunc__(self, function: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        # To NumPy a plain int has no type of its own and leaves an array's as it is; a subclass of int has one.
        return getattr(function, method)(*map(_number, args), **{key: _number(item) for key, item in kwargs.items()})

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return function(*map(_number, args), **{key: _number(item) for key, item in kwargs.items()})


# What the checked code can see of the type (in messages of errors, in printed types) is that of the number it is.
Size.__name__ = Size.__qualname__ = "int"


class UnhashableSize(Size):
    """A size for code that keeps what it computed in a table by sizes: there it would meet those of other tensors."""

    __hash__ = None  # pyright: ignore[reportAssignmentType]


def expression_of(value: int) -> Expression:
    """The expression behind a number: its own for a `Size`, the plain number otherwise."""
    return value.expression if isinstance(value, Size) else int(value)


def smaller(left: int, right: int) -> int:
    """The smaller of two sizes, which stays the smaller whatever their values become.

    >>> smaller(Size(4, "L"), 9).expression
    ('min', 'L', 9)
    """
    return _chosen("min", left, right, int(left) if int(left) <= int(right) else int(right))


def larger(left: int, right: int) -> int:
    """The larger of two sizes, which stays the larger whatever their values become."""
    return _chosen("max", left, right, int(left) if int(left) >= int(right) else int(right))


def divided_up(size: int, divisor: int) -> int:
    """`size` divided and rounded up.

    >>> divided_up(Size(5, "L"), 2), divided_up(Size(5, "L"), 2).expression
    (3, ('ceil', 'L', 2))
    """
    return _chosen("ceil", size, divisor, -(-int(size) // int(divisor)))


def _chosen(sign: str, left: int, right: int, value: int) -> int:
    if not isinstance(left, Size) and not isinstance(right, Size):
        return value
    return Size(value, (sign, expression_of(left), expression_of(right)), _weight(left) + _weight(right) + 1)


def _weight(value: int) -> int:
    return value.weight if isinstance(value, Size) else 1


def _combine(sign: str, left: Any, right: Any) -> Any:
    """The result of `left sign right`, with its expression where both sides are whole numbers."""
    if type(left) not in _NUMBERS or type(right) not in _NUMBERS:
        return _as_plain(sign, left, right)
    value = _OPERATORS[sign](int(left), int(right))
    weight = _weight(left) + _weight(right) + 1
    if weight > _LARGEST_EXPRESSION:
        return Size(value, Unknown())
    return Size(value, (sign, expression_of(left), expression_of(right)), weight)


def _as_plain(sign: str, left: Any, right: Any) -> Any:
    """What a plain `int` would do with an operand that is no whole number (a float, an array, a tensor)."""
    if not isinstance(left, Size):
        return NotImplemented if not isinstance(left, int) else _OPERATORS[sign](left, int(right))
    if isinstance(right, int):
        return _OPERATORS[sign](int(left), right)
    return _METHODS[sign](int(left), right)


def _compared(sign: str, left: Size, right: Any, compare: Callable[[int, Any], Any]) -> Any:
    """How the two compare, of which the listener is told where both sides are whole numbers."""
    if not isinstance(right, int) or type(right) in _NUMBERS:
        outcome = compare(left, right)
    else:
        # An int of a class of its own may compare in a way of its own.
        outcome = _SIGNS[sign](int(left), right)
    if listening.listener is not None and isinstance(outcome, bool) and isinstance(right, int) and left is not right:
        listening.listener(as_found(sign, left.expression, expression_of(right), outcome))
    return outcome


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, Size) else value


_NUMBERS = frozenset({int, Size, UnhashableSize})
