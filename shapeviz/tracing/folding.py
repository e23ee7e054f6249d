"""Loops drawn once: calls that repeat a period of earlier calls are folded into them as they come."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from shapeviz.tracing.records import Record, Spec

MOST_ROUNDS_SHOWN = 5
LARGEST_ROUND_SHOWN = 12


class Rounds:
    """Says which loops are shown round by round: short ones whose rounds have other shapes, as the levels of a pyramid.

    A re-run is given the loops that were `shown` when it was recorded, and does as was done then, whatever its shapes.
    """

    def __init__(self, shown: frozenset[Hashable] | None = None) -> None:
        self.shown: set[Hashable] = set(shown or ())
        self._decided = shown is not None

    def are_shown(self, records: list[Record], kept: list[Record], again: list[Record]) -> bool:
        """Whether the round `again`, which is complete, is to stand beside the one before among `records`."""
        keys = {record.key for record in again}
        if sum(record.key == again[0].key for record in records) > MOST_ROUNDS_SHOWN:
            return False
        # The end of one round and the beginning of the next look like a round, too.
        known = not keys.isdisjoint(self.shown)
        if not known and not self._decided and _is_worth_showing(kept, again):
            self.shown |= keys
            known = True
        return known


def _is_worth_showing(kept: list[Record], again: list[Record]) -> bool:
    """Whether a round has other shapes than the one before, and nothing goes from one to the next and grows."""
    if sum(map(_count, kept)) > LARGEST_ROUND_SHOWN:
        return False
    before = set(map(id, kept))
    if any(id(link.source) in before for record in again for link in record.inputs):
        return False
    return any(_shapes(old) != _shapes(new) for old, new in zip(kept, again, strict=True))


class Siblings:
    """The calls directly inside one group, in order.

    A loop shows as a run of calls whose keys repeat the run just before. When the second round is complete it
    is folded into the first; from then on each call that follows the rhythm is merged at once.
    """

    def __init__(self, records: list[Record], rounds: Rounds) -> None:
        self.records = records
        self._rounds = rounds
        self._last: dict[Hashable, int] = {}
        self._cursor: int | None = None
        self._start = 0
        self._again = False

    def expected(self, key: Hashable) -> Record | None:
        """The record that a call with this key repeats, if it follows the rhythm of a folded loop."""
        index = self._cursor
        if index is None or self.records[index].key != key:
            # A group that is run once more may go round its own loops another number of times.
            index = self._last.get(key) if self._again else None
            if index is None:
                self._cursor = None
                return None
        self._cursor = self._start if index + 1 == len(self.records) else index + 1
        return self.records[index]

    def reenter(self) -> None:
        """Begin at the first call again: the group itself is being run once more."""
        self._cursor, self._start = (0, 0) if self.records else (None, 0)
        self._last = {record.key: index for index, record in enumerate(self.records)}
        self._again = True

    def append(self, record: Record) -> None:
        self.records.append(record)

    def settle(self, record: Record) -> None:
        """The last record is complete: fold the round that it closes, if it closes one."""
        index = len(self.records) - 1
        before = self._last.get(record.key)
        self._last[record.key] = index
        if before is None or not self._repeats(before, index):
            return
        period = index - before
        start = before - period + 1
        if self._rounds.are_shown(self.records, self.records[start : before + 1], self.records[before + 1 :]):
            return
        for kept, again in zip(self.records[start : before + 1], self.records[before + 1 :], strict=True):
            merge(kept, again)
        del self.records[before + 1 :]
        self._last = {sibling.key: place for place, sibling in enumerate(self.records)}
        self._start = self._cursor = start

    def _repeats(self, before: int, index: int) -> bool:
        period = index - before
        if before - period + 1 < 0:
            return False
        return all(self.records[before - step].key == self.records[index - step].key for step in range(period))


def _shapes(record: Record) -> list[Any]:
    return [spec.shape for spec in record.outputs]


def _count(record: Record) -> int:
    """How many calls a record stands for, those inside it among them."""
    return 1 + sum(map(_count, record.children))


def merge(kept: Record, again: Record) -> None:
    """Fold `again` into `kept`: the links to it lead to `kept` from now on."""
    again.same_as = kept
    again.subject = None  # a model that each round makes anew is not kept alive by it
    kept.repeats += again.repeats
    if kept.conflict is None:
        kept.conflict, kept.judged = again.conflict, again.judged
    kept.failure = kept.failure or again.failure
    note_inputs(kept, again.latest_inputs or [link.spec for link in again.inputs])
    note_outputs(kept, again.latest_outputs or again.outputs)
    children: dict[Hashable, Record] = {child.key: child for child in kept.children}
    for child in again.children:
        twin = children.get(child.key)
        if twin is not None:
            merge(twin, child)
        else:
            child.parent = kept
            kept.children.append(child)


def note_inputs(record: Record, inputs: list[Spec]) -> None:
    """Remember the newest shapes of what a repeated call is given, where they differ from the first ones."""
    if len(inputs) == len(record.inputs):
        changed = [new.shape for new in inputs] != [link.spec.shape for link in record.inputs]
        record.latest_inputs = inputs if changed else None
        for new, link in zip(inputs, record.inputs, strict=True):
            if link.source.kind in ("input", "parameter", "constant"):
                link.source.latest_outputs = [new] if changed else None


def note_outputs(record: Record, outputs: list[Spec]) -> None:
    """Remember the newest shapes of what a repeated call gives, where they differ from the first ones."""
    if len(outputs) == len(record.outputs):
        changed = [new.shape for new in outputs] != [old.shape for old in record.outputs]
        record.latest_outputs = outputs if changed else None
