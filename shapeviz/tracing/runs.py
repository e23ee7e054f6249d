"""Long straight runs: calls in a row that are alike are drawn as one, so that no picture has thousands of nodes.

Loops are folded while they run (`shapeviz.tracing.folding`). What is left are calls that the code really
writes out, or layers that a model really has, one after the other; a person learns nothing from the
thousandth of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from shapeviz.tracing.forest import Forest
from shapeviz.tracing.records import Record

# A group with more calls than this directly inside it is looked through for runs.
MOST_CHILDREN = 2_000
LONGEST_PERIOD = 32

LabelOf = Callable[[Record], str]


def fold_long_runs(forest: Forest, label_of: LabelOf) -> tuple[set[int], list[str]]:
    """The ids of the records that are not to be drawn, and a sentence on each run that they belong to.

    The links to such a record lead to the first of its run from now on, which counts the repeats.
    """
    left_out: set[int] = set()
    notes: list[str] = []
    groups = [forest.roots, *(record.children for record in forest.walk() if record.children)]
    for siblings in groups:
        if len(siblings) > MOST_CHILDREN and not any(id(record) in left_out for record in siblings):
            _fold(siblings, left_out, notes, label_of)
    return left_out, notes


def _fold(siblings: list[Record], left_out: set[int], notes: list[str], label_of: LabelOf) -> None:
    kinds = [_kind(record) for record in siblings]
    start = 0
    while start < len(siblings):
        period, rounds = _run_at(kinds, start)
        for index in range(start + period, start + period * rounds):
            _draw_as(siblings[start + (index - start) % period], siblings[index], left_out)
        if rounds > 1:
            labels = ", ".join(label_of(record) for record in siblings[start : start + period])
            notes.append(f"{period * rounds} calls in a row are alike ({labels}) and are drawn once.")
        start += period * rounds


def _run_at(kinds: list[Hashable], start: int) -> tuple[int, int]:
    """(period, rounds) of the longest run that begins at `start`; (1, 1) if nothing repeats there."""
    best = (1, 1)
    for period in range(1, LONGEST_PERIOD + 1):
        end = start + period
        while end < len(kinds) and kinds[end] == kinds[end - period]:
            end += 1
        rounds = (end - start) // period
        if rounds > 1 and period * rounds > best[0] * best[1]:
            best = (period, rounds)
    return best


def _kind(record: Record) -> Hashable:
    """Equal for calls that look the same on a picture. A call that does not fit is like no other."""
    if record.failure is not None or record.conflict is not None:
        return id(record)
    subject = type(record.subject) if record.kind == "module" else record.subject
    inputs = tuple(tuple(link.spec.shape) for link in record.inputs)
    outputs = tuple(tuple(spec.shape) for spec in record.outputs)
    return (subject, inputs, outputs, tuple(_kind(child) for child in record.children))


def _draw_as(kept: Record, again: Record, left_out: set[int]) -> None:
    kept.repeats += again.repeats
    again.same_as = kept
    left_out.add(id(again))
    for twin, child in zip(kept.children, again.children, strict=True):
        _draw_as(twin, child, left_out)
