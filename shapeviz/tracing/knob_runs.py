"""The recording at other values of its knobs: the cell is rehearsed with other numbers, and laid over the graph.

Recorded calls know nothing of a number in the source: it has gone into weights and settings. So the source itself runs
once more, on shapes, in a copy of the namespace. What comes of it at the numbers as they stand is held against the
recording first: only a rehearsal that repeats it may speak of others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapeviz.graph.findings import Mismatch
from shapeviz.graph.model import Graph, SymbolAxis
from shapeviz.tracing.forest import Forest, Mark, marked
from shapeviz.tracing.program import compile_program
from shapeviz.tracing.records import Record
from shapeviz.tracing.rehearsal import Rehearsal, Rehearser, Stale
from shapeviz.tracing.replayer import Replayer
from shapeviz.tracing.rerun import CannotRerun, Rerun, RoundCounts, has_same_shapes
from shapeviz.tracing.resize import Outline, outline_of, records_by_node, resized
from shapeviz.tracing.session import Recording

NOT_AGAIN = "line {line} may not run again, since it does more than compute"
NOT_REHEARSED = "the cell cannot be run again on shapes alone"
OTHER_SHAPES = "run again on shapes alone, the cell gives other shapes"
OTHER_CALLS = "With these numbers other calls run."

# What a recording has at each place: the mark, the rounds of a loop, and where the operands come from.
_Signature = list[tuple[tuple[Mark, ...], int, tuple[tuple[int, int], ...]]]
Laid = tuple[Graph, Forest, dict[int, str]]


class OtherCalls(CannotRerun):
    """Other calls run than were recorded, so that the graph is another one. It is in `drawn`, not yet diagnosed."""

    def __init__(self, drawn: Laid) -> None:
        super().__init__(OTHER_CALLS)
        self.drawn = drawn


class KnobRuns(Rerun):
    """Runs a recording again at other sizes of its inputs and with other numbers in its source."""

    def __init__(self, rerun: Rerun, recording: Recording, rehearser: Rehearser) -> None:
        assert recording.turning is not None
        self._rerun = rerun
        self._base = recording.graph
        self._outline = recording.outline
        self._rehearser = rehearser
        turning = {symbol.name for symbol in recording.graph.symbols if symbol.kind == "knob"}
        self._knobs = {knob.name: knob for knob in recording.turning.knobs if knob.name in turning}
        self._reference: _Signature = []
        self._rounds = RoundCounts({})
        # The last rehearsal of which the inputs were varied too.
        self._last: tuple[dict[str, int], Rerun] | None = None

    def why_not(self) -> str:
        """Why the knobs cannot be turned, or "": the first rehearsal, at the numbers as they stand."""
        try:
            rehearsal = self._rehearsed({})
        except CannotRerun as reason:
            return str(reason)
        forest = rehearsal.recording.forest
        records = records_by_node(self._outline, forest)
        self._reference = _signature(forest)
        self._rounds = RoundCounts.of(records, self._base)
        again = resized(self._base, records)
        forest.release()
        same = has_same_shapes(again, self._base)
        reached = all(
            new.status != "unreached" or old.status == "unreached"
            for new, old in zip(again.nodes, self._base.nodes, strict=True)
        )
        return "" if same and reached else OTHER_SHAPES

    def at(self, sizes: dict[str, int]) -> Laid:
        """The graph at other sizes, not yet diagnosed, with its forest and the node of each record.

        Raises
        ------
        OtherCalls
            If the graph is another one then.
        CannotRerun
            If that cannot be told.
        """
        recorded = self._base.recorded_sizes
        turned = {
            name: size for name, size in sizes.items() if name in self._knobs and size != recorded.get(name, size)
        }
        axes = {name: size for name, size in sizes.items() if name not in self._knobs}
        if not turned:
            return self._rerun.at(axes)
        moved = any(size != recorded[name] for name, size in axes.items())
        if self._last is not None and self._last[0] == turned:
            return self._last[1].at(axes)
        rehearsal = self._rehearsed(turned)
        graph, forest, ids = self._laid_over(rehearsal)
        if not moved or rehearsal.error is not None:
            return graph, forest, ids
        self._last = turned, self._again(rehearsal, graph, self._outline)
        return self._last[1].at(axes)

    @property
    def calls_hooks(self) -> bool:
        """Whether a run calls hooks of the user's."""
        return self._rerun.calls_hooks

    def _rehearsed(self, turned: Mapping[str, int]) -> Rehearsal:
        numbers = {self._knobs[name].span: value for name, value in turned.items()}
        try:
            rehearsal = self._rehearser.turned(numbers, self._rerun.prepare)
        except Stale as stale:
            raise CannotRerun(NOT_AGAIN.format(line=stale.line)) from None
        if rehearsal is None or rehearsal.doubtful or (not rehearsal.complete and rehearsal.error is None):
            raise CannotRerun(NOT_REHEARSED)
        return rehearsal

    def _laid_over(self, rehearsal: Rehearsal) -> Laid:
        recording = rehearsal.recording
        forest = recording.forest
        signature = _signature(forest)
        refused = _refusal(rehearsal)
        if signature != self._reference and (rehearsal.error is None or not _is_part(signature, self._reference)):
            recording.graph.symbols = self._symbols_of(recording)
            recording.graph.mismatches += refused
            raise OtherCalls((recording.graph, forest, recording.ids))
        records = records_by_node(self._outline, forest)
        self._rounds.restore(records)
        graph = resized(self._base, records)
        graph.mismatches += refused
        return graph, forest, {id(record): node for node, record in records.items()}

    def _again(self, rehearsal: Rehearsal, graph: Graph, outline: Outline) -> Rerun:
        recording = rehearsal.recording
        newest = any(record.failure is not None for record in recording.forest.walk())
        program = compile_program(recording.forest.entrances, recording.forest.roots, newest=newest)
        replayer = Replayer(self._rehearser.frontend, program, recording.source, rehearsal.tracer)
        return Rerun(replayer, graph, outline, program)

    def _symbols_of(self, recording: Recording) -> list[Any]:
        """The symbols with their axes at the nodes of another graph, which has the same inputs."""
        drawn = outline_of(recording.forest, recording.ids).entrances
        there = {node: drawn[mark] for mark, node in self._outline.entrances.items() if mark in drawn}
        return [
            replace(
                symbol, axes=[SymbolAxis(there[tied.node], tied.axis) for tied in symbol.axes if tied.node in there]
            )
            for symbol in self._base.symbols
        ]


def _refusal(rehearsal: Rehearsal) -> list[Mismatch]:
    """The mismatch of an exception that no recorded call raised: a constructor refused, or an assertion failed."""
    error = rehearsal.error
    if error is None:
        return []
    told = {
        (record.failure.type, record.failure.text) for record in rehearsal.recording.forest.walk() if record.failure
    }
    if (type(error).__name__, str(error)) in told:
        return []
    text = str(error).strip().split("\n", 1)[0]
    return [Mismatch(None, f"{type(error).__name__}: {text}", rehearsal.line)]


def _signature(forest: Forest) -> _Signature:
    found: _Signature = []
    numbers: dict[int, int] = {}

    def add(records: list[Record], way: tuple[Mark, ...]) -> None:
        for mark, record in marked(records):
            numbers[id(record)] = len(numbers)
            here = (*way, mark)
            sources = tuple((numbers.get(id(link.source.resolved()), -1), link.output) for link in record.inputs)
            found.append((here, record.repeats, sources))
            add(record.children, here)

    add(forest.entrances, ())
    add(forest.roots, ())
    return found


def _is_part(signature: _Signature, reference: _Signature) -> bool:
    """Whether all that ran before an exception runs in the reference, too."""
    return {way for way, _, _ in signature} <= {way for way, _, _ in reference}
