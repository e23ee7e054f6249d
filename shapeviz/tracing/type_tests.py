"""Tests of types that stand in the code itself, before an operator whose operands are names.

They are dearer to write and cheaper to run than the call of a hook: `a + b if type(a) in plain and … else add(a, b)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapeviz.tracing.bindings import Bindings
from shapeviz.tracing.kinds import PLAIN, Kinds, none_concern_hook
from shapeviz.tracing.plain_numbers import PlainValues
from shapeviz.tracing.rewriting import call_of, constant_of

_MOST_TESTS = 3
_MOST_NODES = 12


class TypeTests:
    """Which names an expression takes its operands from, if it is made of operators, names and constants alone."""

    def __init__(self, tree: ast.AST, bindings: Bindings, values: PlainValues) -> None:
        self._bindings, self._values = bindings, values
        self._names: dict[ast.AST, tuple[list[ast.Name], int]] = {}
        self._inner: set[ast.AST] = set()
        for node in reversed(list(ast.walk(tree))):
            found = self._found(node) if isinstance(node, ast.expr) else None
            if found is not None:
                self._names[node] = found
                self._inner.update(operands_of(node))

    def names(self, node: ast.expr) -> list[ast.Name] | None:
        """The names whose types decide whether an expression works on plain values; None if more than names do."""
        return self._names[node][0] if node in self._names else None

    def is_inner(self, node: ast.expr) -> bool:
        """Whether an expression is an operand of one that is tested as a whole."""
        return node in self._inner

    def may_test(self, node: ast.expr) -> bool:
        """Whether reading the name twice is the same as reading it once: a class body may be any mapping."""
        scope = self._bindings.scope_of.get(node)
        return isinstance(node, ast.Name) and scope is not None and not scope.is_class

    def _found(self, node: ast.expr) -> tuple[list[ast.Name], int] | None:
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load) or not self.may_test(node):
                return None
            return ([] if self._values.is_plain(node) else [node]), 1
        if isinstance(node, ast.Constant):
            return [], 1
        operands = operands_of(node)
        parts = [self._names.get(operand) for operand in operands]
        if not parts or None in parts:
            return None
        names = {name.id: name for part in reversed(parts) if part is not None for name in reversed(part[0])}
        size = 1 + sum(part[1] for part in parts if part is not None)
        return (list(names.values())[::-1], size) if len(names) <= _MOST_TESTS and size <= _MOST_NODES else None


def operands_of(node: ast.AST) -> list[ast.expr]:
    """The operands of an operator that arrays may define; none for other expressions."""
    match node:
        case ast.BinOp(ast.Constant(str() | bytes()), ast.Mod(), _):
            return []
        case ast.BinOp(left, _, right):
            return [left, right]
        case ast.Compare(ast.Constant(str() | bytes() | None), _, _) | ast.Compare(
            _, _, [ast.Constant(str() | bytes() | None)]
        ):
            return []
        case ast.Compare(left, [ast.Eq() | ast.NotEq() | ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], [right]):
            return [left, right]
        case ast.UnaryOp(ast.USub() | ast.UAdd() | ast.Invert(), operand):
            return [operand]
        case _:
            return []


def all_in(names: Sequence[ast.Name], types: frozenset[type]) -> ast.expr:
    """The test whether the values of some names are all of the given types."""
    test = ast.Is() if len(types) == 1 else ast.In()
    within = constant_of(next(iter(types)) if len(types) == 1 else types)
    tests = [ast.Compare(call_of(type, read_again(name)), [test], [within]) for name in names]
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), [*tests])


def all_plain(names: Sequence[ast.Name], kinds: Kinds) -> ast.expr:
    """The test whether no name stands for an array: a hook is asked where one is of no builtin type."""
    asked = call_of(none_concern_hook(kinds, len(names)), *map(read_again, names))
    return ast.BoolOp(ast.Or(), [all_in(names, PLAIN), asked])


def read_again(name: ast.Name) -> ast.Name:
    """The same name, once more."""
    return ast.copy_location(ast.Name(name.id, ast.Load()), name)


def scopes_within(node: ast.AST) -> Iterator[ast.AST]:
    """The functions and comprehensions in an expression: code that must not stand in the text twice."""
    inner = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    return (part for part in ast.walk(node) if isinstance(part, inner))
