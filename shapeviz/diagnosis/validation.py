"""Formulas tried at other sizes: shape-only re-runs are the judge of what formulas and constraints say.

A formula that a re-run contradicts is taken back. So are all, if the code cannot be run again on shapes alone: a
formula that was seen to hold at one size only may rest on a number that merely looked constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shapeviz.diagnosis.reruns import diagnosed
from shapeviz.graph.formulas import Formula, Sizes
from shapeviz.graph.model import Graph, Shape, Symbol
from shapeviz.shapes.conditions import condition_leaves, holds_at
from shapeviz.shapes.expressions import evaluated
from shapeviz.tracing.knob_runs import Laid
from shapeviz.tracing.rerun import CannotRerun, Rerun
from shapeviz.tracing.session import Recording

NOT_CHECKED = "{reason} No formulas are shown, since they could not be checked at other sizes."
USERS_HOOKS = "Running this model again would call hooks of yours, which may leave traces."
ROUNDS = 2
# A large model that does not fit is run again once only: somebody waits for its diagnosis.
LARGE = 150


@dataclass(slots=True)
class Trial:
    """What a re-run contradicted: edges and node outputs whose formulas gave other shapes.

    `elsewhere` tells that other calls ran, or that something did not fit where the constraints promised it would.
    """

    edges: set[str] = field(default_factory=set[str])
    outputs: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    elsewhere: bool = False


def validate(recording: Recording) -> None:
    """Take back the formulas that do not hold at other sizes, and mark the symbols along which other calls run."""
    graph = recording.graph
    if not graph.symbols or not any(edge.formula for edge in graph.edges):
        return
    if recording.explorer is None:
        withdraw(graph, USERS_HOOKS if recording.rerun is not None else "")
        return
    try:
        for sizes in _rounds(graph):
            trial = try_at(graph, recording.explorer, sizes)
            _take_back(graph, trial)
            if trial.elsewhere:
                _localize(graph, recording.explorer, sizes)
    except CannotRerun as reason:
        withdraw(graph, str(reason))


def withdraw(graph: Graph, reason: str) -> None:
    """Take back every formula and constraint, and say why unless it has been said."""
    for edge in graph.edges:
        edge.formula = None
    for node in graph.nodes:
        for tensor in node.outputs:
            tensor.formula = None
    graph.constraints.clear()
    if reason:
        graph.notes.append(NOT_CHECKED.format(reason=reason))


def try_at(graph: Graph, rerun: Rerun, sizes: Sizes) -> Trial:
    """Run the recording again at these sizes, and compare.

    Raises
    ------
    CannotRerun
        If it does not run on shapes alone.
    """
    laid = rerun.at(sizes)
    trial = Trial(elsewhere=_runs_elsewhere(graph, laid))
    other = diagnosed(laid)
    failing = {mismatch.node for mismatch in other.mismatches} - {mismatch.node for mismatch in graph.mismatches}
    promised = {k.node for k in graph.constraints if k.kind == "rule" and not holds_at(k.expression, sizes)}
    trial.elsewhere = trial.elsewhere or bool(failing - promised)
    statuses = {node.id: node.status for node in other.nodes}
    for edge, again in zip(graph.edges, other.edges, strict=True):
        reached = "unreached" not in (statuses[edge.source], statuses[edge.target])
        if reached and edge.formula is not None and _at(edge.formula, sizes) != again.shape:
            trial.edges.add(edge.id)
    for node, again in zip(graph.nodes, other.nodes, strict=True):
        for output, (tensor, made) in enumerate(zip(node.outputs, again.outputs, strict=False)):
            if again.status != "unreached" and tensor.formula is not None and _at(tensor.formula, sizes) != made.shape:
                trial.outputs.add((node.id, output))
    return trial


def _at(formula: Formula, sizes: Sizes) -> Shape | None:
    try:
        return tuple(evaluated(size, sizes) for size in formula)
    except ZeroDivisionError:
        return None


def _runs_elsewhere(graph: Graph, laid: Laid) -> bool:
    """Whether a re-run made other calls than were recorded, or went round a loop another number of times."""
    _, forest, ids = laid
    nodes = {node.id: node for node in graph.nodes}
    reached: set[str] = set()
    for record in forest.walk():
        node = nodes.get(ids.get(id(record), ""))
        if node is None:
            return True
        reached.add(node.id)
        if record.repeats != node.repeats or len(record.inputs) != len(node.inputs):
            return True
    calls = {node.id for node in graph.nodes if node.kind in ("call", "module") and node.status != "unreached"}
    return not calls <= reached


def _take_back(graph: Graph, trial: Trial) -> None:
    spoiled: set[str] = set()
    for edge in graph.edges:
        if edge.id in trial.edges:
            edge.formula = None
            spoiled.add(edge.target)
    for node in graph.nodes:
        for output, tensor in enumerate(node.outputs):
            if (node.id, output) in trial.outputs:
                tensor.formula = None
    graph.constraints[:] = [constraint for constraint in graph.constraints if constraint.node not in spoiled]


def _localize(graph: Graph, rerun: Rerun, sizes: Sizes) -> None:
    """Mark the symbols that alone make other calls run; all that were moved, if none does alone."""
    moved = [symbol for symbol in graph.symbols if sizes[symbol.name] != symbol.value and not symbol.structural]
    recorded = graph.recorded_sizes
    alone = [
        symbol for symbol in moved if try_at(graph, rerun, {**recorded, symbol.name: sizes[symbol.name]}).elsewhere
    ]
    for symbol in alone or moved:
        symbol.structural = True


def _rounds(graph: Graph) -> Iterator[Sizes]:
    """Sizes at which the constraints let the code run as it was recorded; as many symbols as possible are moved."""
    hurried = len(graph.nodes) > LARGE and graph.verdict != "ok"
    for number in range(1 if hurried else ROUNDS):
        sizes = graph.recorded_sizes
        for group in _groups(graph):
            sizes = _moved(graph, sizes, group, number)
        if sizes != graph.recorded_sizes:
            yield sizes


def _groups(graph: Graph) -> list[list[Symbol]]:
    """The symbols one by one, then height and width together, for code that takes only squares."""
    movable = [symbol for symbol in graph.symbols if not symbol.structural]
    sides = [symbol for symbol in movable if symbol.role in ("height", "width")]
    return [*([symbol] for symbol in movable), *([sides] if len(sides) == 2 else [])]


def _moved(graph: Graph, sizes: Sizes, group: list[Symbol], number: int) -> Sizes:
    """`sizes` with those of a group moved, if there is a way to move them."""
    if any(sizes[symbol.name] != symbol.value for symbol in group):
        return sizes
    names = {symbol.name for symbol in group}
    touched = [k for k in graph.constraints if k.holds and condition_leaves(k.expression) & names]
    first = group[0]
    for size in _candidates(first.value, number):
        if all(symbol.minimum <= size <= symbol.maximum for symbol in group):
            moved = {**sizes, **dict.fromkeys(names, size)}
            if all(holds_at(constraint.expression, moved) for constraint in touched):
                return moved
    return sizes


def _candidates(value: int, number: int) -> list[int]:
    """Sizes to move to: near ones first in one round, far ones first in the other, some of each parity."""
    near = [value + step for step in (1, 3, 2, -1, -2, 4, 8, 16, 32)]
    far = [2 * value + 1, 3 * value, 2 * value, value + 7, value // 2, value // 2 + 1]
    return [size for size in (near + far if number == 0 else far + near) if size > 0 and size != value]
