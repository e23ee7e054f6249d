"""The last batch of a data loader, smaller than the others: it is left out, where the code is made for full batches."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, with_keyword
from shapeviz.diagnosis.proposals.layers import called_class
from shapeviz.diagnosis.weights import HIDDEN_STATE, NUANCE


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
    """How many samples came before and how many came now, where the call around the failing one ran before with more.

    The call of the outermost module is asked, which gets the batch as it was loaded.
    """
    record = case.record
    found: tuple[int, int] | None = None
    while record is not None:
        for link, latest in zip(record.inputs, record.latest_inputs or (), strict=False):
            pairs = [(old, new) for old, new in zip(link.spec.shape, latest.shape, strict=False) if old != new]
            if record.repeats > 1 and len(pairs) == 1 and pairs[0][1] < pairs[0][0]:
                found = pairs[0]
        record = record.parent
    return found
