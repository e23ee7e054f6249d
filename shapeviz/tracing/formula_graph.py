"""Formulas on a built graph: from the symbols of its inputs to the formulas of its edges and the calls' demands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeviz.graph.formulas import Template
from shapeviz.graph.model import Graph, Symbol
from shapeviz.rules.workings import workings
from shapeviz.shapes.conditions import Condition, condition_leaves, simplified_condition
from shapeviz.shapes.listening import Comparison
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import Size
from shapeviz.shapes.unknown import is_unknown
from shapeviz.tracing.demands import Demand, Span, demands_of
from shapeviz.tracing.forest import Forest
from shapeviz.tracing.formulas import Formulas
from shapeviz.tracing.judging import Judged
from shapeviz.tracing.records import Record
from shapeviz.tracing.size_names import tie
from shapeviz.tracing.templates import template_of, templated

RunPass = Callable[[dict[int, Shape]], Formulas]


@dataclass(slots=True)
class Claims:
    """What formulas say of a recording: the demands of each node, and the conditions by which the code chose its way.

    A branch is given with the node of the group in which it was met, None outside every group.
    """

    demands: list[tuple[str, Demand]] = field(default_factory=list[tuple[str, Demand]])
    branches: list[tuple[str | None, Condition]] = field(default_factory=list[tuple[str | None, Condition]])


def claim(
    graph: Graph,
    forest: Forest,
    ids: dict[int, str],
    run: RunPass,
    branches: Iterable[tuple[Comparison, Record | None]],
    entering: Mapping[str, Shape] | None = None,
) -> Claims:
    """Write formulas on the edges and outputs of a graph, and tell what they rest on.

    `run` makes the formulas for the sizes of the tensors that enter. Symbols that a call demands to be equal become
    one. `entering` are the shapes of nodes that enter with sizes that knobs drive.
    """
    entering = entering or {}
    formulas = run(_seeds(graph, forest, ids, entering))
    demands = _demands(graph, forest, ids, formulas)
    if tie(graph.symbols, _equal(graph.symbols, [demand for _, demand in demands])):
        formulas = run(_seeds(graph, forest, ids, entering))
        demands = _demands(graph, forest, ids, formulas)
    _write(graph, forest, ids, formulas)
    return Claims(demands, _branches(branches, formulas, ids))


def _seeds(graph: Graph, forest: Forest, ids: dict[int, str], entering: Mapping[str, Shape]) -> dict[int, Shape]:
    """The sizes of the tensors that enter: symbols where they may be varied. An empty axis is none of them."""
    names = {
        (tied.node, tied.axis): symbol.name for symbol in graph.symbols if symbol.value > 0 for tied in symbol.axes
    }
    nodes = {node.id: node for node in graph.nodes}
    seeds: dict[int, Shape] = {}
    for record in forest.entrances:
        node = ids.get(id(record))
        if node is not None and record.outputs:
            shape = entering.get(node, nodes[node].outputs[0].shape)
            named = [(size, names.get((node, axis))) for axis, size in enumerate(shape)]
            seeds[id(record)] = tuple(size if name is None else Size(size, name) for size, name in named)
    return seeds


def _demands(graph: Graph, forest: Forest, ids: dict[int, str], formulas: Formulas) -> list[tuple[str, Demand]]:
    spans = spans_of(graph.symbols)
    told: dict[int, list[Demand]] = {}
    found: list[tuple[str, Demand]] = []
    for record in forest.walk():
        judged = formulas.judged.get(id(record))
        if judged is not None and id(record) in ids:
            if id(judged) not in told:
                told[id(judged)] = demands_of(judged, spans)
            found += [(ids[id(record)], demand) for demand in told[id(judged)]]
    return found


def spans_of(symbols: list[Symbol]) -> dict[str, Span]:
    """The sizes that each symbol may have."""
    return {symbol.name: Span(symbol.value, max(symbol.minimum, 1), symbol.maximum) for symbol in symbols}


def _equal(symbols: list[Symbol], demands: list[Demand]) -> list[tuple[str, str]]:
    """The pairs of symbols that a call demands to be equal (or one of them to be 1).

    Two axes of one input stay apart: that they are equal may be chance, and the call a mistake.
    """
    nodes = {symbol.name: {tied.node for tied in symbol.axes} for symbol in symbols if symbol.kind == "axis"}
    found: list[tuple[str, str]] = []
    for demand in demands:
        sign, *sides = demand.condition[1] if demand.condition[0] == "or" else demand.condition
        if demand.kind == "rule" and sign == "==" and all(isinstance(side, str) for side in sides):
            first, second = sides
            if first in nodes and second in nodes and not nodes[first] & nodes[second]:
                found.append((first, second))
    return found


def _write(graph: Graph, forest: Forest, ids: dict[int, str], formulas: Formulas) -> None:
    known: dict[tuple[str, int], Any] = {}
    for record in [*forest.entrances, *forest.walk()]:
        node = ids.get(id(record))
        for output in range(len(record.outputs) if node is not None else 0):
            found = formulas.of(record, output)
            if node is not None and found is not None:
                known.setdefault((node, output), found)
    for node in graph.nodes:
        for output, tensor in enumerate(node.outputs):
            found = known.get((node.id, output))
            tensor.formula = found.formula if found is not None and found.numbers == tensor.shape else None
    _write_workings(graph, forest, ids, formulas)
    for edge in graph.edges:
        found = known.get((edge.source, edge.source_output))
        edge.formula = found.formula if found is not None and found.numbers == edge.shape else None


def _write_workings(graph: Graph, forest: Forest, ids: dict[int, str], formulas: Formulas) -> None:
    """Tell on each node how the sizes of its outputs come about; equal calls are told once."""
    nodes = {node.id: node for node in graph.nodes}
    told: dict[int, list[Template]] = {}
    for record in forest.walk():
        judged = formulas.judged.get(id(record))
        node = nodes.get(ids.get(id(record), ""))
        if judged is not None and node is not None:
            if id(judged) not in told:
                told[id(judged)] = _workings(judged)
            node.workings = told[id(judged)]


def _workings(judged: Judged) -> list[Template]:
    lines, values = templated(lambda: workings(judged.fitting or judged.call))
    return [told for line in lines if (told := template_of(line, values)) is not None]


def _branches(
    branches: Iterable[tuple[Comparison, Record | None]], formulas: Formulas, ids: dict[int, str]
) -> list[tuple[str | None, Condition]]:
    found: dict[Condition, str | None] = {}
    for (sign, left, right), group in branches:
        sides = formulas.translated(left), formulas.translated(right)
        condition = True if any(map(is_unknown, sides)) else simplified_condition((sign, *sides))
        if not isinstance(condition, bool):
            found.setdefault(condition, ids.get(id(group.resolved())) if group is not None else None)
    return [(node, condition) for condition, node in found.items() if condition_leaves(condition)]
