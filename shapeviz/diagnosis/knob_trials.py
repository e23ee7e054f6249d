"""Knobs tried: the formulas with knobs in them are held against rehearsals of the cell with other numbers.

A formula that is contradicted is taken back. A condition by which Python code chose its way and beyond which it raises
(`assert head_dim * num_heads == embed_dim`) is a demand, in the words of the exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from shapeviz.diagnosis.frozen import freeze
from shapeviz.diagnosis.reruns import graph_at
from shapeviz.graph.formulas import Constraint, Formula, Sizes, Template
from shapeviz.graph.model import Graph, Symbol
from shapeviz.shapes.conditions import condition_leaves, holds_at
from shapeviz.shapes.expressions import evaluated
from shapeviz.tracing.knob_runs import KnobRuns, OtherCalls
from shapeviz.tracing.rehearsal import Rehearser
from shapeviz.tracing.rerun import CannotRerun
from shapeviz.tracing.session import Recording

NO_KNOBS = "The numbers of this cell have no sliders: {reason}."
NO_KNOB = "{name} has no slider: {reason}."
STRUCTURAL = "{name} has no slider: it decides which calls run. Ask for it with --vary {name}."
OTHER_INPUTS = "{name} has no slider: it changes {input} in a way that no formula tells. Ask for it with --vary {name}."
NEEDS_HOOKS = "running the cell again would call hooks of yours, which may leave traces"
VALUES_TRIED = 2
MOST_BRANCHES = 8
_NUMBER = re.compile(r"\d+")


def settle_knobs(recording: Recording, rehearser: Rehearser | None) -> None:
    """Make the knobs of a recording turn, where that can be made sure of, and take the others out of its formulas."""
    graph, rerun, turning = recording.graph, recording.rerun, recording.turning
    knobs = [symbol for symbol in graph.symbols if symbol.kind == "knob"]
    if not knobs or turning is None:
        return
    if not graph.nodes and not graph.mismatches:
        freeze(graph, knobs)
        return
    reason = str(turning.fault) if turning.fault is not None else ""
    if rerun is None or rehearser is None or rerun.calls_hooks:
        reason = reason or NEEDS_HOOKS
    if not reason and rerun is not None and rehearser is not None:
        runs = KnobRuns(rerun, recording, rehearser)
        reason = runs.why_not()
        recording.rerun = rerun if reason else runs
        if not reason:
            _Trials(graph, runs, turning.asked).run(knobs)
    if reason:
        freeze(graph, knobs)
        graph.notes.append(NO_KNOBS.format(reason=reason))
    if not graph.symbols:
        recording.rerun = None


class _Trials:
    """The trials of all knobs of one graph."""

    def __init__(self, graph: Graph, runs: KnobRuns, asked: frozenset[str]) -> None:
        self._graph = graph
        self._runs = runs
        self._asked = asked
        self._recorded = graph.recorded_sizes

    def run(self, knobs: list[Symbol]) -> None:
        branches = [k for k in self._graph.constraints if k.kind == "branch" and k.holds]
        for branch in branches[:MOST_BRANCHES]:
            self._try_branch(branch, knobs)
        for knob in knobs:
            try:
                self._try(knob)
            except OtherCalls as other:
                other.drawn[1].release()
                knob.structural = True
                if knob.name not in self._asked:
                    self._drop(knob, STRUCTURAL.format(name=knob.name))
            except CannotRerun as reason:
                self._drop(knob, NO_KNOB.format(name=knob.name, reason=str(reason).rstrip(".")))

    def _drop(self, knob: Symbol, note: str) -> None:
        freeze(self._graph, [knob])
        if note:
            self._graph.notes.append(note)

    def _try(self, knob: Symbol) -> None:
        idle = True
        for value in self._values(knob):
            sizes = {**self._recorded, knob.name: value}
            other = graph_at(self._runs, sizes)
            changed = self._changed_input(other, sizes)
            if changed:
                knob.structural = True
                if knob.name not in self._asked:
                    self._drop(knob, OTHER_INPUTS.format(name=knob.name, input=changed))
                return
            self._compare(other, sizes)
            known = {mismatch.node for mismatch in self._graph.mismatches}
            failing = {mismatch.node for mismatch in other.mismatches} - known
            broken = [k for k in self._graph.constraints if not holds_at(k.expression, sizes)]
            if failing - {k.node for k in broken} and all(k.kind == "rule" for k in broken):
                knob.structural = True  # it fits or not for reasons that no condition tells
            idle = idle and not failing and [e.shape for e in other.edges] == [e.shape for e in self._graph.edges]
        named = any(knob.name in condition_leaves(k.expression) for k in self._graph.constraints)
        if idle and not named and knob.name not in self._asked:
            self._drop(knob, "")

    def _changed_input(self, other: Graph, sizes: Sizes) -> str:
        """The name of an input of which the formula tells something else, such as what a data loader gives, or ""."""
        for node, again in zip(self._graph.nodes, other.nodes, strict=True):
            formula = node.outputs[0].formula if node.kind == "input" and node.outputs else None
            if formula is not None and again.status == "ok" and _shape(formula, sizes) != again.outputs[0].shape:
                return node.label
        return ""

    def _values(self, knob: Symbol) -> list[int]:
        """Values to try: such as all conditions allow, if there are any."""
        near = [knob.value + 1, 2 * knob.value, 2 * knob.value + 1, 3 * knob.value, knob.value + 2, knob.value - 1]
        near += [knob.value + step for step in (4, 8, 16, 32, -2, -4)] + [knob.value // 2]
        inside = [value for value in near if knob.minimum <= value <= knob.maximum and value != knob.value]
        touched = [k for k in self._graph.constraints if k.holds and knob.name in condition_leaves(k.expression)]

        def fits(value: int) -> bool:
            return all(holds_at(k.expression, {**self._recorded, knob.name: value}) for k in touched)

        return sorted(dict.fromkeys(inside), key=lambda value: not fits(value))[:VALUES_TRIED]

    def _compare(self, other: Graph, sizes: Sizes) -> None:
        """Take back the formulas that give other shapes than a rehearsal, up to what did not fit."""
        graph = self._graph
        statuses = {node.id: node.status for node in other.nodes}
        graph.constraints[:] = [k for k in graph.constraints if not _is_refuted(k, statuses, sizes)]
        for edge, again in zip(graph.edges, other.edges, strict=True):
            sure = statuses[edge.source] == "ok" and statuses[edge.target] in ("ok", "mismatch")
            if sure and edge.formula is not None and _shape(edge.formula, sizes) != again.shape:
                edge.formula = None
                graph.constraints[:] = [k for k in graph.constraints if k.node != edge.target]
        for node, again in zip(graph.nodes, other.nodes, strict=True):
            for tensor, made in zip(node.outputs, again.outputs, strict=False):
                sure = again.status == "ok" and tensor.formula is not None
                if sure and _shape(tensor.formula or (), sizes) != made.shape:
                    tensor.formula = None

    def _try_branch(self, branch: Constraint, knobs: list[Symbol]) -> None:
        """Make a demand of a condition of Python code without which that raises."""
        names = condition_leaves(branch.expression)
        told: list[tuple[Sizes, str]] = []
        for sizes in list(self._breaking(branch, [knob for knob in knobs if knob.name in names]))[:VALUES_TRIED]:
            try:
                raised = [mismatch for mismatch in graph_at(self._runs, sizes).mismatches if mismatch.node is None]
            except OtherCalls as other:
                raised = [mismatch for mismatch in other.drawn[0].mismatches if mismatch.node is None]
                other.drawn[1].release()
            except CannotRerun:
                return
            if not raised:
                return
            told.append((sizes, raised[0].message))
        if told:
            branch.kind, branch.node = "rule", None
            branch.message = branch.headline = _template(told, names)

    def _breaking(self, branch: Constraint, knobs: list[Symbol]) -> Iterator[Sizes]:
        """Sizes at which this condition does not hold and the others of Python code do."""
        # What a call demands counts for nothing here: the exception may well be raised before the call is made.
        python = [k for k in self._graph.constraints if k.kind == "branch" or k.node is None]
        others = [k for k in python if k is not branch and k.holds]
        for knob in knobs:
            for step in (1, 2, 3, -1, -2, -3, knob.value, 5, 7):
                sizes = {**self._recorded, knob.name: knob.value + step}
                inside = knob.minimum <= knob.value + step <= knob.maximum
                alone = not holds_at(branch.expression, sizes) and all(holds_at(k.expression, sizes) for k in others)
                if inside and alone:
                    yield sizes
                    break


def _is_refuted(constraint: Constraint, statuses: Mapping[str, str], sizes: Sizes) -> bool:
    """Whether a call fits at sizes at which a constraint says that it does not."""
    fits = constraint.node is not None and statuses[constraint.node] == "ok"
    return fits and constraint.kind == "rule" and constraint.holds and not holds_at(constraint.expression, sizes)


def _shape(formula: Formula, sizes: Sizes) -> tuple[int, ...] | None:
    try:
        return tuple(evaluated(size, sizes) for size in formula)
    except ZeroDivisionError:
        return None


def _template(told: list[tuple[Sizes, str]], knobs: frozenset[str]) -> Template:
    """The words of an exception, in which the numbers that are knobs' follow them."""
    sizes, text = told[0]
    values: list[str] = []

    def place(found: re.Match[str]) -> str:
        names = [name for name in knobs if sizes[name] == int(found[0])]
        if len(names) != 1:
            return found[0]
        if names[0] not in values:
            values.append(names[0])
        return f"{{{values.index(names[0])}}}"

    template = Template(_NUMBER.sub(place, text), [*values])
    filled = [template.text.format(*(there[name] for name in values)) for there, _ in told]
    if len(told) > 1 and filled == [text for _, text in told] and "{" not in text:
        return template
    return Template(text)
