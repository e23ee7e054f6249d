"""Symbols that are varied no more: their recorded values stand in all formulas and constraints."""

from __future__ import annotations

from typing import Any

from shapeviz.graph.formulas import Constraint, Expression, Formula, Template
from shapeviz.graph.model import Graph, Symbol
from shapeviz.shapes.conditions import condition_leaves, simplified_condition
from shapeviz.shapes.expressions import substituted
from shapeviz.tracing.demands import NEVER


def freeze(graph: Graph, symbols: list[Symbol]) -> None:
    """Take symbols out of a graph, with their values in their place.

    >>> from shapeviz.graph.model import Source
    >>> graph = Graph(Source("cell", ""), symbols=[Symbol("hidden", 20, 1, 128, "line 1", "knob", kind="knob")])
    >>> graph.constraints.append(Constraint(None, "rule", ("==", "H", "hidden"), True))
    >>> freeze(graph, list(graph.symbols))
    >>> graph.symbols, graph.constraints[0].expression
    ([], ('==', 'H', 20))
    """
    values = {symbol.name: symbol.value for symbol in symbols}
    graph.symbols[:] = [symbol for symbol in graph.symbols if symbol.name not in values]
    for edge in graph.edges:
        edge.formula = _formula(edge.formula, values)
    for node in graph.nodes:
        for tensor in node.outputs:
            tensor.formula = _formula(tensor.formula, values)
        for template in node.workings:
            template.values = [_value(value, values) for value in template.values]
    graph.constraints[:] = [constraint for constraint in graph.constraints if _remains(constraint, values)]


def _value(expression: Expression, values: dict[str, int]) -> Any:
    return substituted(expression, lambda leaf: values.get(leaf, leaf))


def _formula(formula: Formula | None, values: dict[str, int]) -> Formula | None:
    return None if formula is None else tuple(_value(size, values) for size in formula)


def _remains(constraint: Constraint, values: dict[str, int]) -> bool:
    """Put the values into a constraint; whether it still says anything."""
    if not condition_leaves(constraint.expression) & values.keys():
        return True
    condition = simplified_condition(_condition(constraint.expression, values))
    for template in (constraint.message, constraint.headline):
        if isinstance(template, Template):
            template.values = [_value(value, values) for value in template.values]
    for conflict in constraint.conflicts:
        conflict.expected, conflict.actual = _value(conflict.expected, values), _value(conflict.actual, values)
    for edge in constraint.edges:
        edge.formula = _formula(edge.formula, values)
    constraint.expression = NEVER if isinstance(condition, bool) else condition
    return condition is not True


def _condition(condition: Any, values: dict[str, int]) -> Any:
    sign, *sides = condition
    if sign in ("and", "or"):
        return (sign, *(_condition(side, values) for side in sides))
    return (sign, *(_value(side, values) for side in sides))
