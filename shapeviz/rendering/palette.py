"""The colours of the drawn pictures, one set for a light page and one for a dark one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ThemeName = Literal["light", "dark"]

SANS = "Helvetica,Arial,sans-serif"
MONO = "Menlo,Consolas,DejaVu Sans Mono,monospace"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb. `bad` marks a mismatch and `warn` a warning, neither ever by its colour alone."""

    background: str
    card: str
    call: str
    line: str
    faint: str
    text: str
    muted: str
    shape: str
    bad: str
    bad_background: str
    bad_line: str
    warn: str

    def border_of_found(self, failing: bool, warned: bool) -> str | None:
        """The border of a card at which something was found; None of any other."""
        if failing:
            return self.bad
        return self.warn if warned else None


PALETTES: dict[ThemeName, Palette] = {
    "light": Palette(
        background="#ffffff",
        card="#ffffff",
        call="#f4f4f5",
        line="#d4d4d8",
        faint="#a1a1aa",
        text="#18181b",
        muted="#71717a",
        shape="#3f3f46",
        bad="#c81e1e",
        bad_background="#fef2f2",
        bad_line="#fca5a5",
        warn="#b45309",
    ),
    "dark": Palette(
        background="#18181b",
        card="#27272a",
        call="#232326",
        line="#3f3f46",
        faint="#71717a",
        text="#f4f4f5",
        muted="#a1a1aa",
        shape="#d4d4d8",
        bad="#f87171",
        bad_background="#3b1618",
        bad_line="#7f1d1d",
        warn="#fbbf24",
    ),
}
