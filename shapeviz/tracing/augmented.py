"""`x += v` spelled out as an assignment, so that its operator is an expression with a hook."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Sequence

from shapeviz.tracing.bindings import Bindings, blocks_of
from shapeviz.tracing.operator_hooks import OperatorHooks
from shapeviz.tracing.plain_numbers import PlainValues
from shapeviz.tracing.rewriting import call_of, copied_place
from shapeviz.tracing.temporaries import REALS, Temporaries
from shapeviz.tracing.type_tests import TypeTests, scopes_within

# The operators that all real numbers have.
_OF_REALS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


class Augmented:
    """Spells out the augmented assignments of a tree that may change arrays. `no_array` writes the test of some names.

    Where the types of names tell that no array is at work, the statement itself runs: Python appends to a text in
    place only there.
    """

    def __init__(
        self,
        bindings: Bindings,
        values: PlainValues,
        tests: TypeTests,
        operators: OperatorHooks,
        temporaries: Temporaries,
        no_array: Callable[[Sequence[ast.Name]], ast.expr],
    ) -> None:
        self._bindings, self._values, self._tests = bindings, values, tests
        self._operators, self._temporaries, self._no_array = operators, temporaries, no_array

    def spell_out(self, tree: ast.AST) -> list[ast.AST]:
        """Change the tree; gives the expressions in it that need no hooks any more."""
        settled: list[ast.AST] = []
        for node in list(ast.walk(tree)):
            for block in blocks_of(node):
                for index, statement in enumerate(block):
                    if isinstance(statement, ast.AugAssign) and self._may_change(statement):
                        block[index] = copied_place(self._spelled_out(statement, settled), statement)
        return settled

    def _may_change(self, statement: ast.AugAssign) -> bool:
        target = statement.target
        if isinstance(target, ast.Name):
            return not (self._values.is_plain(target) and self._values.is_plain(statement.value))
        names = _names(target)
        return names is not None and all(self._stays(name, statement.value) for name in names)

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
        if isinstance(target, ast.Name) and not self._bindings.scope_of[target].is_class:
            names = [] if self._values.is_plain(value) else self._tests.names(value)
            if names is not None and not any(scopes_within(value)):
                assignment = ast.Assign([target], call_of(hook, _loaded(target), copy.deepcopy(value)))
                settled += ast.walk(value) if names else ()
                tested = names if self._values.is_plain(target) else [target, *names]
                return ast.If(self._no_array(tested), [statement], [assignment])
            if self._temporaries.allowed(statement) and self._stays(target, value):
                return self._temporaries.update(statement, target, hook)
        elif self._temporaries.allowed(statement) and isinstance(statement.op, _OF_REALS):
            operands = (_loaded(target), value)

            def operate(left: ast.expr, right: ast.expr) -> ast.expr:
                made = ast.BinOp(left, statement.op, right)
                settled.append(made)
                return made

            return ast.Assign([target], self._temporaries.operation(statement, operands, operate, hook, REALS))
        return ast.Assign([target], call_of(hook, _loaded(target), value))


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
