"""From mismatches to the lines to change: one bug after the other is mended, as a person would.

What is gone once a bug is mended was its consequence and is no mismatch of its own; what then still fails, or
fails for the first time, is the next bug.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shapeviz.diagnosis.blame import blame
from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import difference, line_before, telling_edit
from shapeviz.diagnosis.proposals import propose
from shapeviz.diagnosis.trials import MOST_FIXES, Attempt, FindWarnings, Key, Trial, Trials, key_of
from shapeviz.graph.findings import Cause, Edit, Fix, Mismatch
from shapeviz.graph.model import Graph
from shapeviz.rules import judge
from shapeviz.rules.core import Conflict
from shapeviz.tracing.records import Record
from shapeviz.tracing.rehearsal import Rehearser
from shapeviz.tracing.session import Recording

MOST_BUGS = 8
NOT_ALL_FIXES = "shapeviz could not look for all fixes ({type}: {text})."


def repair(recording: Recording, rehearser: Rehearser | None, find_warnings: FindWarnings) -> None:
    """Give the mismatches of a diagnosed recording their blame, causes and fixes, and leave only independent ones.

    Without a `rehearser` (no cell that could be changed), or where the cell cannot be rehearsed, nothing is
    verified.
    """
    graph = recording.graph
    if not graph.mismatches or recording.source.tree is None:
        return
    for mismatch in graph.mismatches:
        mismatch.blame = blame(case_of(recording, mismatch), recording.explorer)
    trials = Trials(rehearser, find_warnings) if rehearser is not None else None
    start = trials.attempt(recording.source.text) if trials is not None else None
    if trials is None or start is None or _key_in(start, graph, graph.mismatches[0]) not in start.keys:
        for mismatch in graph.mismatches:
            _explain(mismatch, _ranked(case_of(recording, mismatch)))
        return
    _mend_all(recording, trials, start)


def case_of(recording: Recording, mismatch: Mismatch) -> Case:
    """All that the recording knows of one of its mismatches."""
    graph = recording.graph
    records = {recording.ids[id(record)]: record for record in _records(recording) if id(record) in recording.ids}
    node = graph.node(mismatch.node) if mismatch.node is not None else None
    record = records.get(node.id) if node is not None else None
    failure = record.failure if record is not None else recording.unplaced if node is None else None
    calls = (failure.call, failure.inner) if failure is not None else ()
    conflict = record.conflict if record is not None else None
    judged = record.judged if record is not None else None
    call = next((call for call in (judged if conflict is not None else None, *calls, judged) if call is not None), None)
    if conflict is None and call is not None:
        verdict = judge(call)
        conflict = verdict if isinstance(verdict, Conflict) else None
    return Case(recording.source, graph, mismatch, node, record, call, conflict, records)


def _records(recording: Recording) -> list[Record]:
    return [*recording.forest.entrances, *recording.forest.walk()]


def _mend_all(recording: Recording, trials: Trials, start: Attempt) -> None:
    """Mend the first bug, look what is left, mend the next."""
    graph = recording.graph
    waiting = [(_key_in(start, graph, mismatch), mismatch) for mismatch in graph.mismatches]
    kept: list[Mismatch] = []
    done: set[Key] = set()
    unmended: dict[Key, Mismatch] = {}
    state, current = start, recording
    while waiting and len(kept) < MOST_BUGS:
        key, mismatch = waiting.pop(0)
        kept.append(mismatch)
        done.add(key)
        case = _current_case(current, mismatch, key, state)
        found = trials.run(_ranked(case), state, key) if case is not None else []
        if not found:
            unmended[key] = mismatch
            continue
        first = _first_mended(unmended, found[0])
        if first is not None:
            # What mends this one mends an earlier one that nothing was known against: they are one bug.
            kept.pop()
            mismatch = first
        _adopt(mismatch, found, state.text, recording.source.text)
        state = found[0].attempt
        waiting = _left(waiting, state, recording, done)
        if waiting:
            again = trials.attempt(state.text, afresh=True)
            if again is None:
                break
            state, current = again, again.rehearsal.recording
    _keep(graph, kept)


def _key_in(start: Attempt, graph: Graph, mismatch: Mismatch) -> Key:
    """What a mismatch goes by in a rehearsal, which may know the very call where only its module was known."""
    key = key_of(graph, mismatch)
    if key in start.keys or mismatch.conflicts or mismatch.node is None:
        return key
    return next((other for other in start.keys if other[0] == key[0]), key)


def _first_mended(unmended: dict[Key, Mismatch], trial: Trial) -> Mismatch | None:
    """The first of the mismatches without a fix that this trial has mended too; all such are taken off the list."""
    mended = [key for key in unmended if key not in trial.attempt.keys]
    return next(iter([unmended.pop(key) for key in mended]), None)


def _current_case(current: Recording, mismatch: Mismatch, key: Key, state: Attempt) -> Case | None:
    """The case of a mismatch in the cell as it is mended so far."""
    if any(mismatch is own for own in current.graph.mismatches) and key_of(current.graph, mismatch) == key:
        return case_of(current, mismatch)
    known = zip(state.keys, state.mismatches, strict=False)
    return next((case_of(state.rehearsal.recording, candidate) for other, candidate in known if other == key), None)


def _left(
    waiting: list[tuple[Key, Mismatch]], state: Attempt, recording: Recording, done: set[Key]
) -> list[tuple[Key, Mismatch]]:
    """The mismatches that are still there once some are mended, and those that come to light only now."""
    known = dict(waiting)
    edits = difference(recording.source.text, state.text)
    left: dict[Key, Mismatch] = {}
    for key, mismatch in zip(state.keys, state.mismatches, strict=False):
        if key not in done and key not in left:
            left[key] = known[key] if key in known else _without_node(mismatch, edits)
    return list(left.items())


def _without_node(mismatch: Mismatch, edits: Sequence[Edit]) -> Mismatch:
    """A mismatch that only a rehearsal met: the graph of the real run has no node for it."""
    line = line_before(edits, mismatch.line) if mismatch.line is not None else None
    return Mismatch(None, mismatch.message, line, [], mismatch.conflicts, mismatch.error)


def _adopt(mismatch: Mismatch, found: list[Trial], text: str, original: str) -> None:
    """Make the fixes of the trials, whose edits are those of `text`, edits of the original source."""
    before = difference(original, text)
    lines = original.split("\n")
    for trial in found:
        edits = [replace(edit, line=line_before(before, edit.line)) for edit in trial.proposal.edits]
        mismatch.fixes.append(Fix(trial.proposal.title, edits, trial.verified, trial.outcome, trial.proposal.reason))
        _add_cause(mismatch, edits, trial.proposal.reason, lines)


def _explain(mismatch: Mismatch, proposals: list[Proposal]) -> None:
    """Name causes and fixes that were not tried."""
    for proposal in proposals[:MOST_FIXES]:
        mismatch.fixes.append(Fix(proposal.title, list(proposal.edits), reason=proposal.reason))
        _add_cause(mismatch, proposal.edits, proposal.reason, [])


def _add_cause(mismatch: Mismatch, edits: Sequence[Edit], reason: str, lines: list[str]) -> None:
    first = telling_edit(edits)
    if all(cause.line != first.line for cause in mismatch.causes):
        text = first.old if first.old is not None else lines[first.line - 1] if first.line <= len(lines) else ""
        mismatch.causes.append(Cause(first.line, text.strip(), reason))


def _ranked(case: Case) -> list[Proposal]:
    """The proposals for a case by weight; what went wrong in looking for them is told in a note."""
    found = list(propose(case))
    for fault in case.faults:
        note = NOT_ALL_FIXES.format(type=type(fault).__name__, text=fault)
        if note not in case.graph.notes:
            case.graph.notes.append(note)
    return found


def _keep(graph: Graph, kept: list[Mismatch]) -> None:
    """Leave only these mismatches; what the others had marked rests on an assumption, and is no mistake itself."""
    graph.mismatches = kept
    named = {mismatch.node for mismatch in kept}
    edges = {edge for mismatch in kept for edge in mismatch.edges}
    for edge in graph.edges:
        if edge.status == "mismatch" and edge.id not in edges:
            edge.status, edge.expected = "assumed", None
    _unmark_others(graph, named)


def _unmark_others(graph: Graph, named: set[str | None]) -> None:
    """Take the mark of a mismatch from every node but the named ones and the groups around them."""
    nodes = {node.id: node for node in graph.nodes}
    red: set[str] = set()
    for node_id in named:
        parent = nodes[node_id].parent if node_id is not None else None
        while parent is not None:
            red.add(parent)
            parent = nodes[parent].parent
    for node in graph.nodes:
        if node.status == "mismatch" and node.id not in named and node.id not in red:
            node.status = "assumed"
