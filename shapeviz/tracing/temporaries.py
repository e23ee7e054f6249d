"""Operands that are kept for a moment, so that their types can be tested in place and plain ones run no code of ours.

    a.x + b.y       (t + u) if type(u := b.y) in plain and … else add(t, u)

The names of such local variables have a space in them, so that no code can mean them, and a line in front, so that
nobody takes them for the name of an array. Beyond their expression they hold numbers, texts, containers and types.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from shapeviz.tracing.bindings import Bindings
from shapeviz.tracing.kinds import PLAIN
from shapeviz.tracing.rewriting import call_of, constant_of

SCALARS: frozenset[type] = frozenset({int, float, bool, complex, str, bytes, type(None)})
# Their operators in place give the same, and the same errors, as those that are not in place.
REALS: frozenset[type] = frozenset({int, float, bool})

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LEVELS = (ast.BinOp, ast.Compare, ast.UnaryOp, ast.Subscript, ast.Attribute, ast.AugAssign)
# What shows a function its local variables.
_SHOWING = frozenset({"locals", "vars", "dir", "eval", "exec", "breakpoint", "f_locals", "_getframe", "currentframe"})


class Temporaries:
    """Writes tests of operands that are more than names, where a local variable may hold them."""

    def __init__(self, tree: ast.AST, bindings: Bindings) -> None:
        self._bindings = bindings
        self._levels: dict[ast.AST, int] = {}
        self._showing: dict[ast.AST, bool] = {}
        waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
        while waiting:
            node, level = waiting.pop()
            self._levels[node] = level
            within = level + isinstance(node, _LEVELS)
            # In what a comprehension loops over, Python allows no assignment.
            left_out = [node.iter] if isinstance(node, ast.comprehension) else []
            waiting += [(child, within) for child in ast.iter_child_nodes(node) if child not in left_out]

    def allowed(self, node: ast.AST) -> bool:
        """Whether local variables may be added where an expression stands."""
        scope = self._bindings.scope_of.get(node)
        if node not in self._levels or scope is None or not isinstance(scope.node, _FUNCTIONS):
            return False
        if scope.node not in self._showing:
            self._showing[scope.node] = any(_name(part) in _SHOWING for part in ast.walk(scope.node))
        return not self._showing[scope.node]

    def operation(
        self,
        place: ast.AST,
        operands: Sequence[ast.expr],
        operate: Callable[..., ast.expr],
        hook: Callable[..., Any],
        types: frozenset[type] = SCALARS,
    ) -> ast.expr:
        """`operate(*operands)` if the operands are of these types, else the call of `hook` with them.

        The operands are evaluated once, in their order.
        """
        names: dict[int, str] = {
            index: f"_ {self._levels[place]} {index}"
            for index, operand in enumerate(operands)
            if not isinstance(operand, ast.Constant)
        }

        def read(index: int) -> ast.expr:
            return ast.Name(names[index], ast.Load()) if index in names else operands[index]

        kept = [ast.NamedExpr(ast.Name(names[index], ast.Store()), operands[index]) for index in names]
        test = _are_of(kept, [read(index) for index in names], types, f"_ {self._levels[place]} type")
        called = call_of(hook, *(read(index) for index in range(len(operands))))
        return ast.IfExp(
            test, operate(*(read(index) for index in range(len(operands)))), _released(called, names.values())
        )

    def value(self, place: ast.expr, value: ast.expr, hook: Callable[..., Any]) -> ast.expr:
        """A value in the expression `place` itself if its type is plain, else what `hook` gives for it."""
        name = f"_ {self._levels[place]}"
        kept = ast.NamedExpr(ast.Name(name, ast.Store()), value)
        called = call_of(hook, ast.Name(name, ast.Load()))
        # Mostly it is a list, and to compare types is cheaper than to look one up.
        listed = ast.Compare(call_of(type, kept), [ast.Is()], [constant_of(list)])
        test = ast.BoolOp(ast.Or(), [listed, _is_of(ast.Name(name, ast.Load()), PLAIN)])
        return ast.IfExp(test, ast.Name(name, ast.Load()), _released(called, [name]))

    def update(self, statement: ast.AugAssign, target: ast.Name, hook: Callable[..., Any]) -> ast.stmt:
        """`target += value` itself for scalars, else the assignment of what `hook` gives."""
        name = f"_ {self._levels[statement]}"
        kept = ast.NamedExpr(ast.Name(name, ast.Store()), statement.value)
        # The name is read first, as ever: it may not be bound.
        test = _are_of([_read(target), kept], [_read(target), ast.Name(name, ast.Load())], SCALARS, f"{name} type", int)
        plain = ast.AugAssign(target, statement.op, ast.Name(name, ast.Load()))
        called = _released(call_of(hook, _read(target), ast.Name(name, ast.Load())), [name])
        stored = ast.copy_location(ast.Name(target.id, ast.Store()), target)
        return ast.If(test, [plain], [ast.Assign([stored], called)])


def both(tests: list[ast.expr]) -> ast.expr:
    """One test of all tests."""
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests)


def _is_of(value: ast.expr, types: frozenset[type]) -> ast.expr:
    return ast.Compare(call_of(type, value), [ast.In()], [constant_of(types)])


def _are_of(
    values: Sequence[ast.expr], again: Sequence[ast.expr], types: frozenset[type], name: str, usual: type = float
) -> ast.expr:
    """The test whether one value, or both of two, are of these types; `again` reads them once more.

    A local variable of that name holds the first type meanwhile. The `usual` type is tried first.

    Two values are mostly of one type, often numbers, and to compare types is cheaper than to look one up.
    """
    if len(values) == 1:
        return _is_of(values[0], types)
    first, second = (call_of(type, value) for value in values)
    kept = ast.NamedExpr(ast.Name(name, ast.Store()), first)
    alike = ast.Compare(kept, [ast.Is()], [second])
    numbers = ast.Compare(ast.Name(name, ast.Load()), [ast.Is()], [constant_of(usual)])
    listed = ast.Compare(ast.Name(name, ast.Load()), [ast.In()], [constant_of(types)])
    quick = both([alike, ast.BoolOp(ast.Or(), [numbers, listed])])
    return ast.BoolOp(ast.Or(), [quick, both([_is_of(value, types) for value in again])])


def _released(value: ast.expr, names: Any) -> ast.expr:
    """A value, after which the names hold nothing."""
    cleared = [ast.NamedExpr(ast.Name(name, ast.Store()), ast.Constant(None)) for name in names]
    return ast.Subscript(ast.Tuple([value, *cleared], ast.Load()), ast.Constant(0), ast.Load())


def _read(name: ast.Name) -> ast.Name:
    return ast.copy_location(ast.Name(name.id, ast.Load()), name)


def _name(node: ast.AST) -> str | None:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
