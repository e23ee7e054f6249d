"""What a diagnosis says beyond the mismatches themselves: warnings, causes and fixes, sizes at which it breaks."""

from __future__ import annotations

from collections.abc import Callable

from shapeviz.diagnosis.limits import find_limits
from shapeviz.diagnosis.mismatches import pronounce
from shapeviz.diagnosis.repair import repair
from shapeviz.diagnosis.warnings import find_warnings
from shapeviz.diagnosis.warnings.fixing import mend_warnings
from shapeviz.tracing.rehearsal import Rehearser
from shapeviz.tracing.session import Recording

NOT_EXPLAINED = "shapeviz could not look for {what} ({type}: {text})."


def explain(recording: Recording, rehearser: Rehearser | None) -> None:
    """Add to a diagnosed recording its warnings, to each mismatch its causes and fixes, and limits to the headline.

    A fault of our own in one of these is told in a note, and the rest stands.
    """
    graph = recording.graph
    _attempted(recording, "silent bugs", lambda: graph.warnings.extend(find_warnings(recording)))
    _attempted(recording, "fixes of warnings", lambda: mend_warnings(recording, rehearser, find_warnings))
    _attempted(recording, "fixes", lambda: repair(recording, rehearser, find_warnings))
    pronounce(graph)
    _attempted(recording, "the sizes at which this breaks", lambda: _add_limits(recording))


def _add_limits(recording: Recording) -> None:
    graph = recording.graph
    limits = find_limits(recording) if graph.verdict == "ok" else ""
    if limits:
        graph.headline += f" · {limits}"


def _attempted(recording: Recording, what: str, step: Callable[[], None]) -> None:
    try:
        step()
    except Exception as fault:
        recording.graph.notes.append(NOT_EXPLAINED.format(what=what, type=type(fault).__name__, text=fault))
