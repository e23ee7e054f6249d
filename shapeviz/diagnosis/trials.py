"""Trying proposals: each mended cell is rehearsed, and what then still fails is compared with what failed before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from shapeviz.diagnosis.case import Proposal
from shapeviz.diagnosis.edits import difference, line_before
from shapeviz.diagnosis.mismatches import diagnose_recording, who
from shapeviz.graph.findings import Edit, ErrorText, Fix, Mismatch, Warning
from shapeviz.graph.model import Graph, Node
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.tracing.rehearsal import Rehearsal, Rehearser
from shapeviz.tracing.session import Recording

FindWarnings = Callable[[Recording], list[Warning]]
# (line of the source that is mended, what failed there)
Key = tuple[int | None, str]

# How many nodes the trials of one mismatch may run between them, and the bounds of their number. A model of the size
# of ResNet-50 (230 nodes) is to be diagnosed within half a second; a small one may be tried in many ways.
NODES_PER_MISMATCH = 1_200
FEWEST_TRIALS, MOST_TRIALS = 4, 48
# Once something works, larger models are not tried further.
NODES_ONCE_MENDED = 400
MOST_FIXES = 3
# What a mismatch that is left over takes off the weight of a proposal, and a result that is larger than either operand:
# an axis put in where it makes two tensors broadcast against each other seldom does more than silence the error.
COST_OF_A_LEFTOVER = 0.35
COST_OF_INFLATING = 0.2
# A warning that comes up only with the fix: it may be another bug that the cell never came to before, or the fix's own.
COST_OF_A_WARNING = 0.5


@dataclass(slots=True)
class Attempt:
    """The state of the cell with some edits made: what failed in its rehearsal, in the order of the run."""

    text: str
    rehearsal: Rehearsal
    mismatches: list[Mismatch]
    keys: list[Key]
    warnings: set[Key]
    error: ErrorText | None = None

    @property
    def graph(self) -> Graph:
        return self.rehearsal.recording.graph


@dataclass(slots=True)
class Trial:
    """A proposal that mends the mismatch, and the state of the cell with it."""

    proposal: Proposal
    attempt: Attempt
    outcome: str
    inflates: bool
    warns: bool = False

    @property
    def verified(self) -> bool:
        """Whether the cell then runs, up to mismatches that were there before, and to no assertion that fails."""
        return self.attempt.error is None

    @property
    def weight(self) -> float:
        cost = COST_OF_A_LEFTOVER * len(self.attempt.keys) + COST_OF_INFLATING * self.inflates
        cost += COST_OF_A_WARNING * self.warns
        return self.proposal.weight - cost


@dataclass
class Trials:
    """Tries changes of one cell; `find_warnings` tells of calls that run, but hardly as meant."""

    rehearser: Rehearser
    find_warnings: FindWarnings

    def attempt(self, text: str, *, afresh: bool = False) -> Attempt | None:
        """Rehearse the cell with `text` in place of its own; None if that cannot be done."""
        edits = difference(self.rehearser.source.text, text)
        rehearsal = self.rehearser.run(edits, afresh=afresh)
        if rehearsal is None:
            return None
        recording = rehearsal.recording
        error = None if rehearsal.doubtful else rehearsal.error
        diagnose_recording(recording, error, rehearsal.line)
        keys = [_key(recording.graph, mismatch, edits) for mismatch in recording.graph.mismatches]
        left = recording.graph.error
        if left is not None:
            keys.append((line_before(edits, left.line) if left.line is not None else None, left.type))
        warnings = {_warning_key(warning, edits) for warning in self.find_warnings(recording)}
        return Attempt(text, rehearsal, recording.graph.mismatches, keys, warnings, left)

    def run(self, proposals: Iterable[Proposal], before: Attempt, key: Key) -> list[Trial]:
        """The proposals that mend the failure `key` with nothing worse, best first, three at most."""
        size = max(1, len(before.graph.nodes))
        most = min(MOST_TRIALS, max(FEWEST_TRIALS, NODES_PER_MISMATCH // size))
        found: list[Trial] = []
        mended: set[frozenset[int]] = set()
        for count, proposal in enumerate(_fresh_lines_first(proposals, mended)):
            if count == most or (mended and count * size > NODES_ONCE_MENDED) or len(mended) == MOST_FIXES:
                break
            trial = self._try(proposal, before, key)
            if trial is not None:
                found.append(trial)
                if not trial.attempt.keys and not trial.warns:
                    mended.add(_lines(proposal))
        quiet = [trial for trial in found if not trial.warns]
        best = sorted(quiet or found, key=lambda trial: -trial.weight)[:MOST_FIXES]
        # What leaves more behind than the best one does has mended less: its leftovers are no bugs of their own.
        return [trial for trial in best if len(trial.attempt.keys) <= len(best[0].attempt.keys)]

    def _try(self, proposal: Proposal, before: Attempt, key: Key) -> Trial | None:
        try:
            text = Fix("", list(proposal.edits)).apply(before.text)
        except ValueError:
            return None
        after = self.attempt(text)
        original = self.rehearser.source.text
        edits = difference(original, text)
        if after is None or not _is_better(after, before, key, edits):
            return None
        node = _node_at(after.graph, key, edits, _visits_before(before.graph, key, difference(original, before.text)))
        new = sorted(after.warnings - before.warnings, key=str)
        inflates = _count_inflating(after.graph, key[0], proposal.edits) > _count_inflating(before.graph, key[0], ())
        return Trial(proposal, after, _outcome(after, node, new), inflates, bool(new))


def _fresh_lines_first(proposals: Iterable[Proposal], mended: set[frozenset[int]]) -> Iterator[Proposal]:
    """The proposals in their order, but those that change lines which another one has mended already come last.

    Three ways to write one idea tell a person less than three ideas.
    """
    spare: list[Proposal] = []
    for proposal in proposals:
        if _lines(proposal) in mended:
            spare.append(proposal)
        else:
            yield proposal
    yield from spare


def _lines(proposal: Proposal) -> frozenset[int]:
    return frozenset(edit.line for edit in proposal.edits)


def key_of(graph: Graph, mismatch: Mismatch) -> Key:
    """What a mismatch is known by, whatever else changes."""
    return _key(graph, mismatch, ())


def _key(graph: Graph, mismatch: Mismatch, edits: Sequence[Edit]) -> Key:
    line = line_before(edits, mismatch.line) if mismatch.line is not None else None
    if mismatch.node is None:
        return line, mismatch.error.type if mismatch.error is not None else ""
    return line, graph.node(mismatch.node).label


def _warning_key(warning: Warning, edits: Sequence[Edit]) -> Key:
    return line_before(edits, warning.line) if warning.line is not None else None, warning.rule


def _is_better(after: Attempt, before: Attempt, key: Key, edits: Sequence[Edit]) -> bool:
    """Whether that failure is gone, the code got past it, and nothing fails that did not before.

    A call that ran without a warning may not get one; of calls that it did not come to before nothing is known.
    """
    if key in after.keys or not set(after.keys) <= set(before.keys):
        return False
    if any(line in _lines_run(before) for line, _ in after.warnings - before.warnings):
        return False
    if after.rehearsal.doubtful:
        return False
    lines = {line_before(edits, node.span.line) for node in after.graph.nodes if node.span is not None}
    return after.rehearsal.complete or key[0] is None or key[0] in lines


def _inflates(node: Node) -> bool:
    """Whether an elementwise call gives a shape that neither of its operands has."""
    shapes = [spec.shape for spec in node.inputs]
    return node.op in BROADCASTING and len(shapes) == 2 and bool(node.outputs) and node.outputs[0].shape not in shapes


def _count_inflating(graph: Graph, line: int | None, edits: Sequence[Edit]) -> int:
    """How many calls in a line of the original source inflate, of those that fit."""
    drawn = [node for node in graph.nodes if node.status == "ok" and node.span is not None]
    return sum(_inflates(node) for node in drawn if node.span and line_before(edits, node.span.line) == line)


def _lines_run(attempt: Attempt) -> set[int]:
    """The lines with calls that ran, and rested on none that did not fit."""
    return {node.span.line for node in attempt.graph.nodes if node.span is not None and node.status == "ok"}


def _outcome(after: Attempt, node: Node | None, warned: Sequence[Key] = ()) -> str:
    """What the trial gave, as a sentence; `warned` are the warnings that came up only now."""
    gives = f"{who(node)} gives {_sizes(node)}" if node is not None else ""
    if after.error is not None and len(after.keys) == 1:
        return f"{gives}; then line {after.keys[0][0]} raises {after.error.type}." if gives else "This one then fits."
    if after.keys:
        line = after.keys[0][0]
        rest = f"the next mismatch is in line {line}" if line is not None else "another mismatch is left"
        return f"{gives}; {rest}." if gives else f"This one then fits; {rest}."
    warns = f"; line {warned[0][0]} then warns" if warned and warned[0][0] is not None else ""
    return f"The cell then runs: {gives}{warns}." if gives else f"The cell then runs{warns}."


def _visits_before(graph: Graph, key: Key, edits: Sequence[Edit]) -> int:
    """How often a call ran before it failed: a function may have been called for other layers first."""
    visits = 0
    for node in _nodes_in(graph, key[0], edits):
        if node.label == key[1]:
            if node.status != "ok":
                return visits
            visits += node.repeats
    return 0


def _node_at(graph: Graph, key: Key, edits: Sequence[Edit], visits: int) -> Node | None:
    """The call that a failure is known by, as it is once it has run so often; or the last of its line."""
    nodes = [node for node in _nodes_in(graph, key[0], edits) if node.outputs]
    same = [node for node in nodes if node.label == key[1]]
    reached = accumulate(node.repeats for node in same)
    found = next((node for node, count in zip(same, reached, strict=True) if count > visits), None)
    return found or (same or nodes or [None])[-1]


def _nodes_in(graph: Graph, line: int | None, edits: Sequence[Edit]) -> list[Node]:
    """The calls in a line of the original source, in the order in which they ran."""
    return [node for node in graph.nodes if node.span is not None and line_before(edits, node.span.line) == line]


def _sizes(node: Node) -> str:
    return "×".join(map(str, node.outputs[0].shape)) or "a single number"
