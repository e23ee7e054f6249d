"""What runs in place of an operator: the operator itself where the operands are plain, else what reports it.

Each is a function of its own, since Python runs `left + right` in a small function nearly as fast as in place.
"""

from __future__ import annotations

import ast
import operator
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from shapeviz.tracing.kinds import Kinds
from shapeviz.tracing.reporting import Listener

BINARY: dict[type[ast.AST], tuple[str, Callable[..., Any]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow),
    ast.MatMult: ("@", operator.matmul),
    ast.BitAnd: ("&", operator.and_),
    ast.BitOr: ("|", operator.or_),
    ast.BitXor: ("^", operator.xor),
    ast.LShift: ("<<", operator.lshift),
    ast.RShift: (">>", operator.rshift),
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}
AUGMENTED: dict[type[ast.AST], tuple[str, Callable[..., Any]]] = {
    ast.Add: ("+=", operator.iadd),
    ast.Sub: ("-=", operator.isub),
    ast.Mult: ("*=", operator.imul),
    ast.Div: ("/=", operator.itruediv),
    ast.FloorDiv: ("//=", operator.ifloordiv),
    ast.Mod: ("%=", operator.imod),
    ast.Pow: ("**=", operator.ipow),
    ast.MatMult: ("@=", operator.imatmul),
    ast.BitAnd: ("&=", operator.iand),
    ast.BitOr: ("|=", operator.ior),
    ast.BitXor: ("^=", operator.ixor),
    ast.LShift: ("<<=", operator.ilshift),
    ast.RShift: (">>=", operator.irshift),
}
UNARY: dict[type[ast.AST], tuple[str, Callable[..., Any]]] = {
    ast.USub: ("-", operator.neg),
    ast.UAdd: ("+", operator.pos),
    ast.Invert: ("~", operator.invert),
}

_UNARY_TEXT = """
def maker(plain, told):
    def operate(value):
        return {symbol}value if type(value) in plain else told(value)
    return operate
"""
# Types are mostly the same on both sides, and to compare them is quicker than to look one up.
_BINARY_TEXT = """
def maker(plain, told):
    def operate(left, right):
        kind = type(left)
        if kind is type(right) and kind in plain:
            {operation}
            return left
        if kind in plain and type(right) in plain:
            {operation}
            return left
        return told(left, right)
    return operate
"""
_LEFT_TEXT = """
def maker(plain, told):
    def operate(left, right):
        if type(left) in plain:
            {operation}
            return left
        return told(left, right)
    return operate
"""


class Operation:
    """An operator on operands of which one may be an array. A copy of it is the operator alone."""

    def __init__(self, function: Callable[..., Any], kinds: Kinds, listener: Listener) -> None:
        self._function, self._kinds, self._listener = function, kinds, listener

    def __call__(self, *operands: Any) -> Any:
        if any(map(self._kinds.concern, operands)):
            return self._listener.run(self._function, operands, {}, sys._getframe(2))  # pyright: ignore[reportPrivateUsage]
        return self._function(*operands)

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (operator, self._function.__name__)


class OperatorHooks:
    """The hook of each operator, made when it is first asked for. `right_is_plain` if the text tells that."""

    def __init__(self, kinds: Kinds, listener: Listener) -> None:
        self._kinds, self._listener = kinds, listener
        self.unary = cache(self._unary)
        self.binary = cache(self._binary)
        self.augmented = cache(self._augmented)

    def _unary(self, kind: type[ast.AST]) -> Callable[..., Any]:
        """The hook in place of `-value` and its like."""
        symbol, function = UNARY[kind]
        return self._hook(_UNARY_TEXT.format(symbol=symbol), function)

    def _binary(self, kind: type[ast.AST], right_is_plain: bool) -> Callable[..., Any]:
        """The hook in place of `left + right` and its like."""
        symbol, function = BINARY[kind]
        text = _LEFT_TEXT if right_is_plain else _BINARY_TEXT
        return self._hook(text.format(operation=f"left = left {symbol} right"), function)

    def _augmented(self, kind: type[ast.AST], right_is_plain: bool) -> Callable[..., Any]:
        """The hook that gives what `left += right` and its like assign."""
        symbol, function = AUGMENTED[kind]
        text = _LEFT_TEXT if right_is_plain else _BINARY_TEXT
        return self._hook(text.format(operation=f"left {symbol} right"), function)

    def _hook(self, text: str, function: Callable[..., Any]) -> Callable[..., Any]:
        scope: dict[str, Any] = {"__name__": __name__}
        exec(compile(text, __file__, "exec"), scope)
        return scope["maker"](self._kinds.plain, Operation(function, self._kinds, self._listener))
