"""A finished recording as a forest: what entered, and the outermost calls with all that is inside them.

Two recordings of the same code are laid over each other call by call (`pairs`): calls correspond when they
come from the same place of the code, under corresponding groups, the same number of times before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from shapeviz.tracing.program import axes_in, is_entrance
from shapeviz.tracing.recorder import Recorder
from shapeviz.tracing.records import Record

# A hash of the place and the count: a check keeps one for each call, and the places themselves are long.
Mark = int


@dataclass(slots=True)
class Forest:
    """What a recorder collected, with the factory calls of the checked code among the tensors that enter."""

    entrances: list[Record]
    roots: list[Record]

    def walk(self) -> Iterator[Record]:
        """Every recorded call, groups before what is inside them, in the order in which they ran."""
        for root in self.roots:
            yield from walk(root)

    def release(self) -> None:
        """Take the records apart, so that they are freed at once: parents and children hold one another."""
        for record in [*self.entrances, *self.walk()]:
            record.parent = None
            record.children, record.inputs, record.results = [], [], []


def forest_of(recorder: Recorder) -> Forest:
    """The forest of a finished recording.

    Left out are calls whose failure the code inside a module dealt with, and what constructors computed for the
    model alone.
    """
    entrances = [*recorder.entrants, *(root for root in recorder.roots if is_entrance(root))]
    roots = [root for root in recorder.roots if not is_entrance(root) and not _dealt_with(root)]
    roots = _without_preparations(roots)
    forest = Forest(entrances, roots)
    for record in forest.walk():
        record.children = [child for child in record.children if not _dealt_with(child)]
    return forest


def walk(record: Record) -> Iterator[Record]:
    """A record and all inside it, in order."""
    yield record
    for child in record.children:
        yield from walk(child)


def mark_of(key: Hashable, earlier: int) -> Mark:
    """What tells apart a call at one place of the code, of which `earlier` came before under the same group."""
    return hash((key, earlier))


def marked(records: list[Record]) -> Iterator[tuple[Mark, Record]]:
    """Siblings with what tells them apart: the place in the code, and how often it came before."""
    seen: Counter[Hashable] = Counter()
    for record in records:
        yield mark_of(record.key, seen[record.key]), record
        seen[record.key] += 1


def pairs(base: Forest, other: Forest) -> Iterator[tuple[Record | None, Record]]:
    """Each record of `other` with the one of `base` that it corresponds to, groups first."""
    yield from _sibling_pairs(base.entrances, other.entrances)
    yield from _nested_pairs(base.roots, other.roots)


def contradicts(base: Forest, other: Forest) -> bool:
    """Whether a re-run failed in a call that ran for real, so that it did not repeat the recording.

    It runs a folded loop once, and what the loop kept of each round (`outputs[-2]`) may be another thing then.
    """
    return any(old is not None and not old.is_failed and new.is_failed for old, new in pairs(base, other))


def adopt(base: Forest, other: Forest) -> None:
    """Complete `base`, which an exception cut short, by what a re-run past the failing call recorded.

    What `base` has stays, with its types and devices; a call that failed gets the results and the conflict of
    the re-run.
    """
    own = {id(new): old for old, new in pairs(base, other) if old is not None}
    device = next((link.spec.device for record in base.walk() for link in record.inputs), None)
    base.entrances.extend(new for old, new in _sibling_pairs(base.entrances, other.entrances) if old is None)
    for record in (*other.entrances, *other.walk()):
        if device is not None:
            _move(record, device)
    for record in other.walk():
        for link in (*record.inputs, *record.results):
            link.source = own.get(id(link.source.resolved()), link.source.resolved())
        for axis in axes_in(record.arguments):
            axis.record = own.get(id(axis.record.resolved()), axis.record.resolved()) if axis.record else None
    for record in list(other.walk()):
        mine = own.get(id(record))
        if mine is None:
            # A call that only the re-run reached, and that raised there for no known reason, may well be fine.
            record.failure = None
            record.parent = own.get(id(record.parent), record.parent) if record.parent else None
        else:
            _complete(mine, record, own)
    base.roots = _merged(base.roots, other.roots, own)
    for record in base.walk():
        _hand_down_failure(record)


def _complete(mine: Record, rerun: Record, own: dict[int, Record]) -> None:
    mine.children = _merged(mine.children, rerun.children, own)
    mine.conflict, mine.judged = rerun.conflict, rerun.judged
    mine.assumed = rerun.assumed
    mine.group = mine.group or rerun.group
    if not mine.outputs:
        mine.outputs, mine.results = rerun.outputs, rerun.results


def _hand_down_failure(record: Record) -> None:
    """A layer that ran as one call has failed; the re-run went through its steps and knows which of them it was."""
    if record.failure is None or record.conflict is not None:
        return
    inner = next((step for step in walk(record) if step is not record and step.conflict is not None), None)
    if inner is not None:
        inner.failure, record.failure = record.failure, None


def _merged(mine: list[Record], rerun: list[Record], own: dict[int, Record]) -> list[Record]:
    merged = [own.get(id(record), record) for record in rerun]
    kept = {id(record) for record in merged}
    return merged + [record for record in mine if id(record) not in kept]


def _move(record: Record, device: object) -> None:
    record.outputs = [spec._replace(device=device) for spec in record.outputs]
    for link in (*record.inputs, *record.results):
        link.spec = link.spec._replace(device=device)


def _sibling_pairs(base: list[Record], other: list[Record]) -> Iterator[tuple[Record | None, Record]]:
    known = dict(marked(base))
    for mark, record in marked(other):
        yield known.get(mark), record


def _nested_pairs(base: list[Record], other: list[Record]) -> Iterator[tuple[Record | None, Record]]:
    for old, new in _sibling_pairs(base, other):
        yield old, new
        yield from _nested_pairs(old.children if old is not None else [], new.children)


def _without_preparations(roots: list[Record]) -> list[Record]:
    """The outermost calls without those of a constructor that no other call uses, and without initialisations."""
    used: set[int] = set()
    kept: list[Record] = []
    for root in reversed(roots):
        if id(root) not in used and root.kind == "call" and root.failure is None and _is_preparation(root):
            continue
        kept.append(root)
        for record in walk(root):
            used.update(id(link.source.resolved()) for link in (*record.inputs, *record.results))
    return kept[::-1]


def _is_preparation(record: Record) -> bool:
    if record.site is not None and record.site.constructing:
        return True
    name: str = getattr(record.subject, "__name__", "")
    in_place = name.endswith("_") and not name.endswith("__")
    return in_place and bool(record.inputs) and record.inputs[0].source.kind == "parameter"


def _dealt_with(record: Record) -> bool:
    return record.failure is not None and record.failure.caught_inside
