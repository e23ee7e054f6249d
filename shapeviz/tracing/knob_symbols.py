"""The symbols of knobs, beside those of the axes: a number of the source and the axes that it drives are one slider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapeviz.graph.model import Graph, Symbol
from shapeviz.shapes.expressions import Expression, leaves
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import Size, expression_of
from shapeviz.shapes.unknown import Unknown
from shapeviz.tracing.forest import Forest
from shapeviz.tracing.knobs import Knob
from shapeviz.tracing.program import Turned, knobs_in


@dataclass(frozen=True, slots=True)
class KnobReach:
    """How far knobs reach: the shapes of the nodes that enter with sizes of theirs, and the knobs that reach more."""

    entering: dict[str, Shape]
    flowing: set[str]

    @staticmethod
    def of(graph: Graph, forest: Forest, ids: dict[int, str], tracer: Any) -> KnobReach:
        """What the tracer of a recording has seen of knobs."""
        if tracer.shapes is None:
            return KnobReach({}, set())
        entering: dict[str, Shape] = {}
        for record, shape in tracer.shapes.entering.values():
            node = ids.get(id(record))
            if node is not None and graph.node(node).outputs[0].shape == tuple(map(int, shape)):
                entering[node] = tuple(map(_by_knobs, shape))
        flowing: set[str] = set(tracer.shapes.flowing)
        for record in forest.walk():
            flowing |= knobs_in(record.arguments)
        for _, left, right in tracer.sizes.branches:
            flowing |= _names(left) | _names(right)
        return KnobReach(entering, flowing)


def _by_knobs(size: int) -> int:
    """A size without what it has from axes of other tensors."""
    known = not isinstance(size, Size) or all(isinstance(leaf, Turned) for leaf in leaves(size.expression))
    return size if known else Size(int(size), Unknown())


def with_knobs(axes: Sequence[Symbol], knobs: Iterable[Knob], reach: KnobReach) -> list[Symbol]:
    """The symbols of the axes that no knob drives, then those of the knobs.

    A knob that is nothing but the size of some axes gives way to their symbol, by which the recorded calls run again.
    """
    driven = {(node, axis): size for node, shape in reach.entering.items() for axis, size in enumerate(shape)}
    knobs = [knob for knob in knobs if knob.name in reach.flowing or not _is_axis(knob, axes, driven)]
    names = {knob.name for knob in knobs}
    kept: list[Symbol] = []
    for symbol in axes:
        own = [tied for tied in symbol.axes if not _is_driven(driven.get((tied.node, tied.axis)), names)]
        if own:
            kept.append(replace(symbol, axes=own))
    taken = {symbol.name for symbol in kept} | names
    for symbol in kept:
        if symbol.name in names:
            symbol.name = _another(symbol.origin, taken)
            taken.add(symbol.name)
    return [*kept, *map(_symbol, knobs)]


def _is_axis(knob: Knob, axes: Sequence[Symbol], driven: Mapping[tuple[str, int], int]) -> bool:
    """Whether a knob is the size of the axes of one symbol, and of nothing else."""
    places = {place for place, size in driven.items() if knob.name in _names(expression_of(size))}
    plain = all(isinstance(expression_of(driven[place]), Turned) for place in places)
    owners = [{(tied.node, tied.axis) for tied in symbol.axes} for symbol in axes]
    return plain and bool(places) and places in owners


def _is_driven(size: int | None, names: set[str]) -> bool:
    """Whether an axis follows one of these knobs, or a number of which nothing is known."""
    return isinstance(size, Size) and (not _names(size.expression) or bool(_names(size.expression) & names))


def _names(expression: Expression) -> set[str]:
    return {str(leaf) for leaf in leaves(expression) if isinstance(leaf, Turned)}


def _another(origin: str, taken: set[str]) -> str:
    """A name by the axis's place, `x[0]`, where the symbol's own is that of a knob."""
    label, _, axis = origin.partition(" axis ")
    name, count = f"{label}[{axis}]", 2
    while name in taken:
        name, count = f"{label}[{axis}] {count}", count + 1
    return name


def _symbol(knob: Knob) -> Symbol:
    line = knob.span.line
    return Symbol(knob.name, knob.value, knob.minimum, knob.maximum, f"line {line}", "knob", kind="knob", line=line)
