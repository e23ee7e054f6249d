"""What a diagnosis says beyond the mismatches themselves: warnings, causes and fixes, sizes at which it breaks."""

from __future__ import annotations

from collections.abc import Callable

from shapeviz.diagnosis.constraints import constrain
from shapeviz.diagnosis.knob_trials import settle_knobs
from shapeviz.diagnosis.last_batch import breaking_last_batch
from shapeviz.diagnosis.mismatches import pronounce
from shapeviz.diagnosis.ranges import find_ranges
from shapeviz.diagnosis.repair import repair
from shapeviz.diagnosis.tables import find_row_limits
from shapeviz.diagnosis.validation import validate
from shapeviz.diagnosis.warnings import find_warnings
from shapeviz.diagnosis.warnings.fixing import mend_warnings
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.diagnosis.works_for import works_for
from shapeviz.tracing.rehearsal import Rehearser
from shapeviz.tracing.session import Recording

NOT_EXPLAINED = "shapeviz could not look for {what} ({type}: {text})."


def explain(recording: Recording, rehearser: Rehearser | None) -> None:
    """Add to a diagnosed recording its warnings, to each mismatch its causes and fixes, and limits to the headline.

    A fault of our own in one of these is told in a note, and the rest stands.
    """
    graph = recording.graph
    _attempted(recording, "what the calls demand of the sizes", lambda: _constrain(recording))
    _attempted(recording, "what other numbers would do", lambda: settle_knobs(recording, rehearser))
    _attempted(recording, "formulas that hold at other sizes", lambda: validate(recording))
    _attempted(recording, "silent bugs", lambda: graph.warnings.extend(find_warnings(recording)))
    _attempted(recording, "fixes of warnings", lambda: mend_warnings(recording, rehearser, find_warnings))
    _attempted(recording, "fixes", lambda: repair(recording, rehearser, find_warnings))
    pronounce(graph)
    _attempted(recording, "the sizes for which this works", lambda: _add_ranges(recording))


def _constrain(recording: Recording) -> None:
    constrain(recording.graph, recording.claims)
    recording.graph.constraints += find_row_limits(Scene.of(recording))


def _add_ranges(recording: Recording) -> None:
    graph = recording.graph
    if graph.verdict not in ("ok", "mismatch"):
        return
    find_ranges(recording)
    told = [works_for(graph), breaking_last_batch(Scene.of(recording)) if graph.verdict == "ok" else ""]
    graph.headline = " · ".join([graph.headline, *filter(None, told)])


def _attempted(recording: Recording, what: str, step: Callable[[], None]) -> None:
    try:
        step()
    except Exception as fault:
        recording.graph.notes.append(NOT_EXPLAINED.format(what=what, type=type(fault).__name__, text=fault))
