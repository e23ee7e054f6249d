"""Trying other sizes: shape-only re-runs of a recording, few of them, and what they may be taken to show."""

from __future__ import annotations

from dataclasses import dataclass

from shapeviz.diagnosis.reruns import graph_at
from shapeviz.diagnosis.warnings.certainty import is_certain
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Mismatch
from shapeviz.graph.formulas import Sizes
from shapeviz.graph.model import Graph, Node, Symbol
from shapeviz.tracing.rerun import CannotRerun


@dataclass
class Attempt:
    """A re-run at other sizes: its graph, and the first call that does not fit for the sizes' sake, if one does."""

    graph: Graph
    mismatch: Mismatch | None


class Resizing:
    """Re-runs of one recording, `runs` at most and `node_runs` calls in all.

    A call that does not fit counts only if a rule says why, if the code would make it at these sizes too, and if every
    input that it depends on was resized: otherwise it may just be that two inputs no longer belong together.
    """

    def __init__(self, scene: Scene, *, runs: int, node_runs: int) -> None:
        self._scene = scene
        # The first answer takes one run more, which makes sure that a re-run repeats the recording.
        most = node_runs // max(len(scene.graph.nodes), 1) - 1
        self.left = min(runs, most) if scene.rerun is not None else 0

    def at(self, sizes: Sizes) -> Attempt | None:
        """The re-run with these symbols at these sizes and the others as recorded; None if it cannot be had."""
        if self._scene.rerun is None or self.left <= 0:
            return None
        self.left -= 1
        try:
            graph = graph_at(self._scene.rerun, {**self._scene.graph.recorded_sizes, **sizes})
        except CannotRerun:
            self.left = 0
            return None
        told = [found for found in graph.mismatches if found.conflicts and found.node is not None]
        first = told[0] if told else None
        if len(graph.mismatches) > len(told) or (first is not None and not self._counts(first, sizes)):
            return None
        return Attempt(graph, first)

    def _counts(self, mismatch: Mismatch, sizes: Sizes) -> bool:
        assert mismatch.node is not None
        symbols = [symbol for symbol in self._scene.graph.symbols if symbol.name in sizes]
        resized = {tied.node for symbol in symbols for tied in symbol.axes}
        if not inputs_of(self._scene.graph, mismatch.node) <= resized:
            return False
        return is_certain(self._scene, self._scene.nodes[mismatch.node], symbols)

    def fits(self, sizes: Sizes) -> bool:
        """Whether everything fits at these sizes, for sure."""
        attempt = self.at(sizes)
        return attempt is not None and attempt.mismatch is None

    def breaking(self, sizes: Sizes) -> Mismatch | None:
        """What does not fit at these sizes, for sure."""
        attempt = self.at(sizes)
        return attempt.mismatch if attempt is not None else None


def size_name(symbol: Symbol) -> str:
    """What a sentence calls a symbol's size: `N`, or `x.shape[0]` where it has no letter of its own."""
    label, bracket, axis = symbol.name.partition("[")
    return f"{label}.shape[{axis}" if bracket else symbol.name


def inputs_of(graph: Graph, node_id: str | None) -> set[str]:
    """The input nodes that went into a call."""
    sources: dict[str, list[str]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append(edge.source)
    kinds = {node.id: node for node in graph.nodes}
    waiting, seen = [node_id] if node_id is not None else [], set[str]()
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += sources.get(current, [])
    return {name for name in seen if is_data(kinds[name])}


def is_data(node: Node) -> bool:
    """Whether a node is a tensor that enters from outside every model."""
    return node.kind == "input"


def batch_symbols(graph: Graph) -> list[Symbol]:
    """The symbols that are the batch: those of the size of the first table that goes into a model.

    Without a model it is the first table that goes into any call.
    """
    nodes = {node.id: node for node in graph.nodes}
    batches = [symbol for symbol in graph.symbols if symbol.role == "batch"]
    used = [edge for edge in graph.edges if len(edge.shape) >= 2]
    inside = [edge for edge in used if nodes[edge.target].kind == "module" or nodes[edge.target].parent is not None]
    for edges in (inside, used):
        tables = {edge.source for edge in edges}
        fed = [symbol for symbol in batches if any(tied.node in tables and tied.axis == 0 for tied in symbol.axes)]
        if fed:
            return [symbol for symbol in batches if symbol.value == fed[0].value]
    return []
