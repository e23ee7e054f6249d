"""What runs in place of an operator: the operator itself where the operands are plain, else what reports it.

Each is a function of its own, since Python runs `left + right` in a small function nearly as fast as in place.
"""

from __future__ import annotations

import ast
import operator
import sys
from collections.abc import Callable
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

_BINARY_TEXT = """
def maker(plain, told):
    def operate(left, right):
        if type(left) in plain and type(right) in plain:
            return left {symbol} right
        return told(left, right)
    return operate
"""
_AUGMENTED_TEXT = """
def maker(plain, told):
    def operate(left, right):
        if type(left) in plain and type(right) in plain:
            left {symbol} right
            return left
        return told(left, right)
    return operate
"""
_UNARY_TEXT = """
def maker(plain, told):
    def operate(value):
        return {symbol}value if type(value) in plain else told(value)
    return operate
"""


class Operation:
    """An operator on operands of which one may be an array. A copy of it is the operator alone."""

    def __init__(self, function: Callable[..., Any], kinds: Kinds, listener: Listener) -> None:
        self._function, self._kinds, self._listener = function, kinds, listener

    def __call__(self, *operands: Any) -> Any:
        if any(map(self._kinds.concern, operands)):
            return self._listener.run(self._function, operands, {}, sys._getframe(2))
        return self._function(*operands)

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (operator, self._function.__name__)


def binary_hook(kind: type[ast.AST], kinds: Kinds, listener: Listener) -> Callable[..., Any]:
    """The hook in place of `left + right` and its like."""
    return _hook(_BINARY_TEXT, *BINARY[kind], kinds, listener)


def augmented_hook(kind: type[ast.AST], kinds: Kinds, listener: Listener) -> Callable[..., Any]:
    """The hook that gives what `left += right` and its like assign."""
    return _hook(_AUGMENTED_TEXT, *AUGMENTED[kind], kinds, listener)


def unary_hook(kind: type[ast.AST], kinds: Kinds, listener: Listener) -> Callable[..., Any]:
    """The hook in place of `-value` and its like."""
    return _hook(_UNARY_TEXT, *UNARY[kind], kinds, listener)


def _hook(text: str, symbol: str, function: Callable[..., Any], kinds: Kinds, listener: Listener) -> Callable[..., Any]:
    scope: dict[str, Any] = {"__name__": __name__}
    exec(compile(text.format(symbol=symbol), __file__, "exec"), scope)
    return scope["maker"](kinds.plain, Operation(function, kinds, listener))
