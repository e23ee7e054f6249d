"""What a diagnosis says beyond the mismatches themselves: warnings, causes, fixes."""

from __future__ import annotations

from shapeviz.diagnosis.repair import repair
from shapeviz.graph.model import Warning
from shapeviz.tracing.rehearsal import Rehearser
from shapeviz.tracing.session import Recording


def find_warnings(recording):
    try:
        from shapeviz.diagnosis.warnings import find_warnings as f
    except ImportError:
        return []
    return f(recording)


def explain(recording: Recording, rehearser: Rehearser | None) -> None:
    """Add warnings, and to each mismatch its causes and fixes."""
    recording.graph.warnings = find_warnings(recording)
    repair(recording, rehearser, find_warnings)
