"""Running a recording again on shapes alone, at other sizes, and laying what comes of it over the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeviz.graph.model import Graph, Node
from shapeviz.tracing.forest import Forest, forest_of, mark_of
from shapeviz.tracing.program import Program
from shapeviz.tracing.records import Record
from shapeviz.tracing.resize import Outline, records_by_node, resized

NEEDS_DATA = "The sizes cannot be varied: {name} needs the tensors' data."
DECIDED_BY_DATA = "The sizes cannot be varied: how much {name} gives depends on the data."


class CannotRerun(RuntimeError):
    """The recorded calls do not run on shapes alone; the text says where they stop."""


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """How often a call was made when the recording was repeated, and when it was recorded, by node.

    What is run again goes round a loop that was folded but once, or twice.
    """

    counts: dict[str, tuple[int, int]]

    @staticmethod
    def of(records: dict[str, Record], graph: Graph) -> RoundCounts:
        """The rounds of a run at the recorded sizes."""
        recorded = {node.id: node.repeats for node in graph.nodes}
        return RoundCounts({node: (record.repeats, recorded[node]) for node, record in records.items()})

    def restore(self, records: dict[str, Record]) -> None:
        """Give calls that were made as often as at the recorded sizes the number that was recorded."""
        for node, record in records.items():
            repeated, recorded = self.counts.get(node, (0, 0))
            if record.repeats == repeated:
                record.repeats = recorded


class Rerun:
    """Runs a recording again, shape-only, at other sizes."""

    def __init__(self, replayer: Any, graph: Graph, outline: Outline, program: Program) -> None:
        self._replayer = replayer
        self._graph = graph
        self._outline = outline
        slots = {outline_id: slot for outline_id, slot in _slots(outline, program)}
        self._axes = {
            symbol.name: [(slots[tied.node], tied.axis) for tied in symbol.axes if tied.node in slots]
            for symbol in graph.symbols
        }
        self._refusal: str | None = None
        self._rounds = RoundCounts({})
        self._with_data = False
        self._fails = any(node.status in ("mismatch", "assumed") for node in graph.nodes)
        self._shapes = {entrance.slot: tuple(entrance.spec.shape) for entrance in program.entrances}

    def at(self, sizes: dict[str, int]) -> tuple[Graph, Forest, dict[int, str]]:
        """The graph at other sizes, not yet diagnosed, with its forest and the node of each record.

        Raises
        ------
        CannotRerun
            If the calls do not run on shapes alone, at the recorded sizes or at these, or give other shapes when
            they run once more.
        """
        if self._refusal is None:
            self._refusal = self._why_not()
        if self._refusal:
            raise CannotRerun(self._refusal)
        shapes = {slot: list(shape) for slot, shape in self._shapes.items()}
        for name, size in sizes.items():
            for slot, axis in self._axes[name]:
                shapes[slot][axis] = size
        forest = self._run({slot: tuple(shape) for slot, shape in shapes.items()})
        lacking = next((record for record in forest.walk() if self._replayer.frontend.lacks_data(record)), None)
        if lacking is not None:
            raise CannotRerun(NEEDS_DATA.format(name=_name_of(lacking)))
        records = records_by_node(self._outline, forest)
        self._rounds.restore(records)
        return resized(self._graph, records), forest, {id(record): node for node, record in records.items()}

    def prepare(self, tracer: Any) -> None:
        """Let a rehearsal go the ways of the recording."""
        self._replayer.prepare(tracer)

    @property
    def calls_hooks(self) -> bool:
        """Whether a run calls hooks of the user's."""
        return self._replayer.calls_hooks

    def _why_not(self) -> str:
        """Run once more at the recorded sizes: only a re-run that repeats the recording may speak of others.

        On shapes alone first; then, which takes longer, with the data of what the code computes in small tensors.
        """
        refusal = self._difference()
        if refusal:
            self._with_data = True
            refusal = self._difference()
        return refusal

    def _difference(self) -> str:
        """In what a re-run differs from the recording, as a sentence; "" if it does not."""
        forest = self._run(self._shapes)
        records = records_by_node(self._outline, forest)
        self._rounds = RoundCounts.of(records, self._graph)
        graph = resized(self._graph, records)
        same = has_same_shapes(graph, self._graph)
        reached = all(node.status != "unreached" for node in graph.nodes)
        if same and reached:
            return ""
        failed = next((record for record in forest.walk() if record.failure is not None), None)
        if failed is not None:
            return NEEDS_DATA.format(name=_name_of(failed))
        decided = next(
            (new for new, old in zip(graph.nodes, self._graph.nodes, strict=True) if _differs(new, old)), None
        )
        if decided is not None:
            return DECIDED_BY_DATA.format(name=decided.label)
        return "The sizes cannot be varied: called again, this code gives other shapes than the first time."

    def _run(self, shapes: dict[int, tuple[int, ...]]) -> Forest:
        # Code that does not fit at the recorded sizes fits at few others: it goes on from the start.
        tracer = self._replayer.run(shapes, going_on=self._fails, with_data=self._with_data)
        if tracer.recorder.failures and not self._fails:
            tracer = self._replayer.run(shapes, going_on=True, with_data=self._with_data)
        if tracer.fault is not None:
            raise tracer.fault
        return forest_of(tracer.recorder)


def has_same_shapes(again: Graph, recorded: Graph) -> bool:
    """Whether the edges of a re-run, which is not diagnosed yet, carry what those of the recording do.

    An edge at fault does not count: that of the recording tells what came, the other what goes on behind it.
    """
    pairs = zip(again.edges, recorded.edges, strict=True)
    return all(new.shape == old.shape or old.status == "mismatch" for new, old in pairs)


def _differs(again: Node, recorded: Node) -> bool:
    """Whether an outermost call gave other shapes, for inputs of the same shapes and the same arguments."""
    if recorded.kind != "call" or recorded.parent is not None or again.status == "unreached":
        return False
    given = [tensor.shape for tensor in again.inputs] == [tensor.shape for tensor in recorded.inputs]
    return given and [tensor.shape for tensor in again.outputs] != [tensor.shape for tensor in recorded.outputs]


def _name_of(record: Record) -> str:
    return record.name or getattr(record.subject, "__name__", "a call").strip("_")


def _slots(outline: Outline, program: Program) -> list[tuple[str, int]]:
    """The slot of each input node; entrances stand in the same order in both."""
    seen: dict[Any, int] = {}
    found: list[tuple[str, int]] = []
    for entrance in program.entrances:
        count = seen.get(entrance.record_key, 0)
        seen[entrance.record_key] = count + 1
        node = outline.entrances.get(mark_of(entrance.record_key, count))
        if node is not None:
            found.append((node, entrance.slot))
    return found
