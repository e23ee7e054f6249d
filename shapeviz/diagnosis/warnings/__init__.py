"""Silent bugs: calls whose shapes fit and which hardly do what was meant."""

from __future__ import annotations

from shapeviz.diagnosis.warnings import (
    broadcast_losses,
    chance,
    class_counts,
    hand_written_losses,
    layouts,
    masks,
    positions,
    softmaxes,
    views,
)
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.model import Warning
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


def find_warnings(recording: Recording) -> list[Warning]:
    """The warnings of a recording whose graph has been diagnosed, in the order of their lines.

    A line gets one warning of each kind, however often it ran.
    """
    scene = Scene.of(recording)
    found: dict[tuple[str, int | None], Warning] = {}
    for family in _FAMILIES:
        for warning in family.find(scene):
            found.setdefault((warning.rule, warning.line), warning)
    return sorted(found.values(), key=lambda warning: warning.line or 0)
