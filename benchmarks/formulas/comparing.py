"""One fresh run laid beside the formulas: which edges were compared, and what was claimed wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from shapeviz.graph.formulas import Constraint, Formula
from shapeviz.graph.model import Edge, Graph, Node, Shape
from shapeviz.rendering.shapes_text import shape_text
from shapeviz.shapes.conditions import holds_at
from shapeviz.shapes.expression_text import formula_text
from shapeviz.shapes.expressions import evaluated

Sizes = Mapping[str, int]
Outcome = Literal["compared", "misfit", "other way"]


@dataclass(slots=True)
class Comparison:
    """What one vector of sizes gave.

    `outcome` is "misfit" if the fresh run did not fit (then only what came before was compared), and "other way" if
    the constraints say that other calls run. `wrong` are formulas that gave another shape, `claims` constraints
    that were not true, each as a sentence.
    """

    outcome: Outcome
    edges: int = 0
    wrong: list[str] = field(default_factory=list[str])
    claims: list[str] = field(default_factory=list[str])


def compared(recorded: Graph, fresh: Graph, sizes: Sizes) -> Comparison:
    """Lay the graph of a fresh run at these sizes beside the recorded one.

    Ids are given in the order of running, so that they mean the same as long as the calls are the same.
    """
    everything = {**recorded.recorded_sizes, **sizes}
    if _other_way(recorded, everything):
        return Comparison("other way")
    fits = fresh.verdict in ("ok", "empty")
    comparison = Comparison("compared" if fits else "misfit", claims=list(_claims(recorded, fresh, everything)))
    same = _same_beginning(recorded, fresh)
    if fits and (same < len(recorded.nodes) or same < len(fresh.nodes)):
        at = _at(everything)
        where = (
            f"from {recorded.nodes[same].label} on"
            if same < len(recorded.nodes)
            else f"after {recorded.nodes[-1].label}"
        )
        comparison.claims.append(f"{at}: {where} other calls run, but no branch constraint says so")
    known = {node.id: node for node in fresh.nodes[:same]}
    true = {_place(edge): edge for edge in fresh.edges}
    for edge in recorded.edges:
        beside = true.get(_place(edge))
        if edge.formula is None or beside is None or not _is_comparable(beside, known, fits=fits):
            continue
        comparison.edges += 1
        got = _shape_at(edge.formula, everything)
        if got != beside.shape:
            comparison.wrong.append(_wrong(recorded, edge, got, beside.shape) + _at(everything))
    return comparison


def _other_way(recorded: Graph, sizes: Sizes) -> bool:
    """Whether the graph itself says that its formulas do not speak of these sizes, or has none at all."""
    if all(edge.formula is None for edge in recorded.edges):
        return True
    structural = any(symbol.structural and sizes[symbol.name] != symbol.value for symbol in recorded.symbols)
    branches = [one for one in recorded.constraints if one.kind == "branch"]
    return structural or not all(holds_at(one.expression, sizes) for one in branches)


def _claims(recorded: Graph, fresh: Graph, sizes: Sizes) -> Iterator[str]:
    """Where the rule constraints and the fresh run do not agree on whether the shapes fit."""
    rules = [one for one in recorded.constraints if one.kind == "rule"]
    broken = [one for one in rules if not holds_at(one.expression, sizes)]
    fits = fresh.verdict in ("ok", "empty")
    if fits and broken:
        names = ", ".join(_label(recorded, one) for one in broken)
        yield f"{_at(sizes)}: the constraints of {names} do not hold, but the fresh run fits"
    if not fits and not broken:
        yield f"{_at(sizes)}: every constraint holds, but the fresh run says: {fresh.headline}"


def _same_beginning(recorded: Graph, fresh: Graph) -> int:
    """How many nodes, from the first on, are the same calls in both."""
    pairs = zip(recorded.nodes, fresh.nodes, strict=False)
    shorter = min(len(recorded.nodes), len(fresh.nodes))
    return next((at for at, (one, other) in enumerate(pairs) if _call(one) != _call(other)), shorter)


def _call(node: Node) -> tuple[object, ...]:
    return node.id, node.kind, node.op, node.target, node.path, node.parent, len(node.inputs), len(node.outputs)


def _place(edge: Edge) -> tuple[str, int, str, int]:
    return edge.source, edge.source_output, edge.target, edge.target_input


def _is_comparable(edge: Edge, known: Mapping[str, Node], *, fits: bool) -> bool:
    """Whether a fresh edge was really reached and means the same: a failed run tells the last round of folded calls."""
    ends = [known.get(edge.source), known.get(edge.target)]
    if edge.status != "ok" or None in ends:
        return False
    return fits or not any(_is_folded(node, known) for node in ends if node is not None)


def _is_folded(node: Node, known: Mapping[str, Node]) -> bool:
    above: Node | None = node
    while above is not None:
        if above.repeats > 1:
            return True
        above = known.get(above.parent) if above.parent is not None else None
    return False


def _shape_at(formula: Formula, sizes: Sizes) -> Shape | None:
    try:
        return tuple(evaluated(size, sizes) for size in formula)
    except ZeroDivisionError:
        return None


def _wrong(recorded: Graph, edge: Edge, got: Shape | None, true: Shape) -> str:
    source = recorded.node(edge.source)
    given = "no value" if got is None else shape_text(got)
    text = formula_text(edge.formula or ())
    return f"{edge.id} behind {source.label} ({source.op}): {text} gives {given}, the run {shape_text(true)}, "


def _label(graph: Graph, constraint: Constraint) -> str:
    return graph.node(constraint.node).label if constraint.node is not None else "the code"


def _at(sizes: Sizes) -> str:
    return "at " + ", ".join(f"{name} = {size}" for name, size in sizes.items())
