"""`x += v` spelled out as an assignment, so that its operator is an expression with a hook."""

from __future__ import annotations

import ast
import copy

from shapeviz.tracing.bindings import Bindings
from shapeviz.tracing.kinds import Kinds
from shapeviz.tracing.operator_hooks import OperatorHooks
from shapeviz.tracing.plain_numbers import PlainValues
from shapeviz.tracing.rewriting import call_of, copied_place
from shapeviz.tracing.type_tests import TypeTests, all_in, all_plain, scopes_within

_Index = ast.Name | ast.Constant


class Augmented:
    """Spells out the augmented assignments of a tree that may change arrays.

    Where the types of names tell that no array is at work, the statement itself runs: Python appends to a text in
    place only there.
    """

    def __init__(
        self,
        bindings: Bindings,
        values: PlainValues,
        tests: TypeTests,
        kinds: Kinds,
        operators: OperatorHooks,
    ) -> None:
        self._bindings, self._values, self._tests = bindings, values, tests
        self._kinds, self._operators = kinds, operators

    def spell_out(self, tree: ast.AST) -> list[ast.AST]:
        """Change the tree; gives the expressions in it that need no hooks any more."""
        settled: list[ast.AST] = []
        for node in list(ast.walk(tree)):
            for _, block in ast.iter_fields(node):
                for index, statement in enumerate(block if isinstance(block, list) else ()):
                    if isinstance(statement, ast.AugAssign) and self._may_change(statement):
                        block[index] = copied_place(self._spelled_out(statement, settled), statement)
        return settled

    def _may_change(self, statement: ast.AugAssign) -> bool:
        target = statement.target
        if isinstance(target, ast.Name):
            return not (self._is_plain(target) and self._values.is_plain(statement.value))
        names = _names(target)
        return names is not None and all(self._stays(name, statement.value) for name in names)

    def _is_plain(self, target: ast.Name) -> bool:
        return self._values.is_plain(target)

    def _stays(self, name: ast.Name, value: ast.expr) -> bool:
        """Whether a name means the same before and after `value` is computed."""
        parts = list(ast.walk(value))
        if any(isinstance(part, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)) for part in parts):
            return False
        scope = self._bindings.scope_of[name]
        holder = scope.holder(name.id) or scope.root
        calls = any(isinstance(part, ast.Call) for part in parts)
        return not calls or not any(
            binding.value is None and binding.declared for binding in holder.bindings.get(name.id, ())
        )

    def _spelled_out(self, statement: ast.AugAssign, settled: list[ast.AST]) -> ast.stmt:
        target, value = statement.target, statement.value
        hook = self._operators.augmented(type(statement.op), self._values.is_plain(value))
        operate = call_of(hook, _loaded(target), value)
        assignment = ast.Assign([target], operate)
        if not isinstance(target, ast.Name) or self._bindings.scope_of[target].is_class:
            return assignment
        names = [] if self._is_plain(target) else [target]
        others = [] if self._values.is_plain(value) else self._tests.names(value)
        if not any(scopes_within(value)) and others is not None:
            settled += ast.walk(value)
            operate.args[1] = copy.deepcopy(value)
            return ast.If(all_plain([*names, *others], self._kinds), [statement], [assignment])
        if not any(scopes_within(value)) and isinstance(statement.op, ast.Add) and self._values.may_be_text(target):
            return ast.If(all_in([target], _TEXT), [copy.deepcopy(statement)], [assignment])
        return assignment


_TEXT = frozenset({str})


def _names(target: ast.expr) -> list[ast.Name] | None:
    """The names in a target that may be read twice; None if reading it may run code beyond that of the item."""
    match target:
        case ast.Attribute(ast.Name() as name):
            return [name]
        case ast.Subscript(ast.Name() as name, index):
            within = _index_names(index)
        case ast.Subscript(ast.Attribute(ast.Name() as name), index):
            within = _index_names(index)
        case _:
            return None
    return None if within is None else [name, *within]


def _index_names(index: ast.expr) -> list[ast.Name] | None:
    allowed = (ast.Name, ast.Constant, ast.Tuple, ast.Slice, ast.UnaryOp, ast.USub, ast.expr_context)
    parts = list(ast.walk(index))
    return (
        [part for part in parts if isinstance(part, ast.Name)] if all(isinstance(p, allowed) for p in parts) else None
    )


def _loaded(target: ast.expr) -> ast.expr:
    loaded = copy.deepcopy(target)
    loaded.ctx = ast.Load()  # type: ignore[attr-defined]
    return loaded
