"""The last batch of a data loader, smaller than the others: it is left out, where the code is made for full batches."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, with_keyword
from shapeviz.diagnosis.proposals.layers import called_class
from shapeviz.diagnosis.weights import HIDDEN_STATE, NUANCE
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.records import Record


def propose(case: Case) -> Iterator[Proposal]:
    """`drop_last=True` for the loaders of the source, if larger batches went through the same call before."""
    sizes = _shrunk_batch(case)
    for call in case.calls if sizes is not None else ():
        if called_class(call) != "DataLoader" or any(keyword.arg == "drop_last" for keyword in call.keywords):
            continue
        assert sizes is not None
        edits = edits_of(case.source, with_keyword(case.source, call, "drop_last", "True"))
        reason = f"The code is made for batches of {sizes[0]}, which fitted, but the last batch has {sizes[1]}."
        yield Proposal("Leave out the last, smaller batch", edits, reason, HIDDEN_STATE + NUANCE)


def _shrunk_batch(case: Case) -> tuple[int, int] | None:
    """How many samples came before and how many came now, where a call around the failing one ran before with more.

    The outermost of these calls is asked, which gets the batch as it was loaded.
    """
    record, found = case.record, None
    while record is not None:
        now = [spec.shape for spec in record.latest_inputs or [link.spec for link in record.inputs]]
        for before in _earlier(case, record):
            found = _shrunk(before, now) or found
        record = record.parent
    return found


def _earlier(case: Case, record: Record) -> Iterator[list[Shape]]:
    """The shapes of the inputs of earlier runs of a call, folded into it or not."""
    if record.latest_inputs is not None:
        yield [link.spec.shape for link in record.inputs]
    for other in case.records.values():
        if record.kind == "module" and other.subject is record.subject and not other.is_doubtful:
            yield [link.spec.shape for link in other.inputs]


def _shrunk(before: list[Shape], now: list[Shape]) -> tuple[int, int] | None:
    """The two sizes of an input that is smaller than before in one axis, and else the same."""
    for old, new in zip(before, now, strict=False):
        pairs = [(one, two) for one, two in zip(old, new, strict=False) if one != two]
        if len(old) == len(new) and len(pairs) == 1 and pairs[0][1] < pairs[0][0]:
            return pairs[0]
    return None
