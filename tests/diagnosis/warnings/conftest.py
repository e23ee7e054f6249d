"""Running a cell and asking for its warnings and limits, without the rest of a check."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from shapeviz.diagnosis.mismatches import diagnose
from shapeviz.diagnosis.warnings import find_warnings
from shapeviz.graph.findings import Warning
from shapeviz.tracing.session import Recording, Session
from shapeviz.tracing.source import CheckedSource

Warn = Callable[[str], list[Warning]]


def recorded(source: str) -> Recording:
    """The diagnosed recording of a cell that runs, with torch, nn and F imported beforehand."""
    import torch
    import torch.nn.functional as F
    from torch import nn

    text = textwrap.dedent(source).strip("\n")
    checked = CheckedSource("cell", text, "<cell under test>")
    session = Session(checked)
    code = compile(text, checked.filename, "exec")
    session.start()
    try:
        exec(code, {"__name__": "__main__", "torch": torch, "nn": nn, "F": F})
    finally:
        session.stop()
    assert session.fault is None, session.fault
    recording = session.recording()
    diagnose(recording.graph, recording.forest, recording.ids)
    return recording


@pytest.fixture
def warn() -> Warn:
    """The warnings of a cell that runs."""
    return lambda source: find_warnings(recorded(source))
