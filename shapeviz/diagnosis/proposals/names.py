"""Which names can be written at a place of the source, as far as its function reads them elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.bindings import parts

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
Read = ast.Name | ast.Attribute


def names_at_hand(case: Case, at: ast.AST) -> list[Read]:
    """The names and `self.name`s that the function around a node reads, or else the top level, each once."""
    function = case.function_of(at)
    key = (names_at_hand, function)
    if key not in case.memo:
        around = function or case.source.tree
        read = [node for node in ast.walk(around) if _is_read(node)] if around is not None else []
        own = [node for node in read if case.function_of(node) is function]
        case.memo[key] = list({ast.unparse(node): node for node in reversed(own)}.values())[::-1]
    return [node for node in case.memo[key] if is_at_hand(case, node, at)]


def is_at_hand(case: Case, expression: ast.expr, at: ast.AST) -> bool:
    """Whether an expression can be written at another place of its function.

    The names of a comprehension end with it.
    """
    names = {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}
    inside = set(_comprehensions_around(case, at))
    left = [around for around in _comprehensions_around(case, expression) if around not in inside]
    return not any(names & _loop_names(around) for around in left)


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load)


def _comprehensions_around(case: Case, node: ast.AST) -> Iterator[Comprehension]:
    around = case.parents.get(node)
    while around is not None and not isinstance(around, ast.stmt):
        if isinstance(around, Comprehension):
            yield around
        around = case.parents.get(around)


def _loop_names(comprehension: Comprehension) -> set[str]:
    targets = [part for loop in comprehension.generators for part in parts(loop.target)]
    return {target.id for target in targets if isinstance(target, ast.Name)}
