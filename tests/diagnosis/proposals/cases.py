"""Making the case of a failing cell, and trying proposals by really running the mended cell."""

from __future__ import annotations

import contextlib
import io
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.mismatches import diagnose_recording
from shapeviz.graph.findings import Fix, Mismatch
from shapeviz.rules import Conflict, judge
from shapeviz.rules.core import Call
from shapeviz.tracing.records import Record
from shapeviz.tracing.session import Recording, Session
from shapeviz.tracing.source import CheckedSource

CELL = "<cell>"

Generator = Callable[[Case], Iterator[Proposal]]


def case_of(source: str) -> Case:
    """The case of the first mismatch of a cell, which has torch, nn and F at hand.

    A cell that fails before any call could be drawn, in a constructor, gives a case without a node.
    """
    checked = CheckedSource("cell", plain(source), CELL)
    recording, error = _recorded(checked)
    line = checked.line_raising(error) if error is not None else None
    diagnose_recording(recording, error, line)
    records = {recording.ids[id(r)]: r for r in recording.forest.walk() if id(r) in recording.ids}
    return _case(checked, recording, records)


def mended(case: Case, proposal: Proposal) -> str:
    """The text of the cell with the proposal's edits in it."""
    return Fix(proposal.title, list(proposal.edits)).apply(case.source.text)


def runs(source: str) -> bool:
    """Whether a cell runs to its end, without the recorder."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(plain(source), CELL, "exec"), _namespace())
    except Exception:
        return False
    return True


def ranked(case: Case, propose: Generator) -> list[Proposal]:
    """The proposals of a generator, the likeliest first."""
    return sorted(propose(case), key=lambda proposal: -proposal.weight)


def first_that_runs(case: Case, propose: Generator) -> Proposal:
    """The likeliest proposal of a generator with which the cell runs to its end."""
    proposals = ranked(case, propose)
    found = next((proposal for proposal in proposals if runs(mended(case, proposal))), None)
    assert found is not None, [proposal.title for proposal in proposals]
    return found


def plain(source: str) -> str:
    return textwrap.dedent(source).strip("\n")


def _namespace() -> dict[str, Any]:
    import torch
    import torch.nn.functional as F
    from torch import nn

    return {"__name__": "__main__", "torch": torch, "nn": nn, "F": F}


def _recorded(source: CheckedSource) -> tuple[Recording, Exception | None]:
    session = Session(source)
    error: Exception | None = None
    code, namespace = compile(source.text, CELL, "exec"), _namespace()
    session.start()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, namespace)
    except Exception as raised:
        error = raised
    finally:
        session.stop(error)
    assert session.fault is None, session.fault
    return session.recording(), error


def _case(source: CheckedSource, recording: Recording, records: dict[str, Record]) -> Case:
    graph = recording.graph
    if not graph.mismatches:
        assert graph.error is not None, "the cell runs"
        return Case(source, graph, Mismatch(None, graph.headline, graph.error.line, error=graph.error), records=records)
    mismatch = graph.mismatches[0]
    if mismatch.node is None:
        call = recording.unplaced.call if recording.unplaced is not None else None
        verdict = judge(call) if call is not None else None
        conflict = verdict if isinstance(verdict, Conflict) else None
        return Case(source, graph, mismatch, call=call, conflict=conflict, records=records)
    record = records[mismatch.node]
    call, conflict = _judged(record)
    return Case(source, graph, mismatch, graph.node(mismatch.node), record, call, conflict, records)


def _judged(record: Record) -> tuple[Call | None, Conflict | None]:
    """The call that a record failed in as the rules see it, with their conflict."""
    calls = [record.failure.call, record.failure.inner] if record.failure is not None else []
    known = [call for call in calls if call is not None]
    verdicts = [(call, verdict) for call in known if isinstance(verdict := judge(call), Conflict)]
    call, conflict = verdicts[0] if verdicts else (known[0] if known else record.judged, None)
    return call, record.conflict or conflict
