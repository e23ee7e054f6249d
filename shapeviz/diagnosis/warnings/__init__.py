"""Silent bugs: calls whose shapes fit and which hardly do what was meant."""

from __future__ import annotations

from shapeviz.diagnosis.warnings import (
    broadcast_losses,
    chance,
    class_counts,
    coincidences,
    hand_written_losses,
    layouts,
    masks,
    positions,
    softmaxes,
    views,
)
from shapeviz.diagnosis.warnings.resizing import Resizing
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Warning
from shapeviz.tracing.session import Recording

_FAMILIES = (
    broadcast_losses,
    hand_written_losses,
    views,
    softmaxes,
    layouts,
    positions,
    masks,
    class_counts,
    chance,
)

# Re-runs that look for sizes equal by chance: a check stays quick, on a large model too.
MOST_RUNS = 3
MOST_NODE_RUNS = 500


def find_warnings(recording: Recording) -> list[Warning]:
    """The warnings of a recording whose graph has been diagnosed, in the order of their lines.

    A line gets one warning of each kind, however often it ran.
    """
    scene = Scene.of(recording)
    found: dict[tuple[str, int | None], Warning] = {}
    for family in _FAMILIES:
        for warning in family.find(scene):
            found.setdefault((warning.rule, warning.line), warning)
    if recording.graph.verdict == "ok" and not any(rule == chance.RULE for rule, _ in found):
        resizing = Resizing(scene, runs=MOST_RUNS, node_runs=MOST_NODE_RUNS)
        for warning in coincidences.find(scene, resizing):
            found.setdefault((warning.rule, warning.line), warning)
    return sorted(found.values(), key=lambda warning: warning.line or 0)
