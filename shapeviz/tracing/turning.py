"""The knobs of one cell while it runs: in its rewritten code each knob's number is a size that remembers it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from shapeviz.rules.wording import listed
from shapeviz.shapes.size import Size, copied_whole
from shapeviz.tracing.knob_words import Request
from shapeviz.tracing.knobs import find_knobs, knob_rewriter
from shapeviz.tracing.program import Turned
from shapeviz.tracing.rewriting import Hook
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.symbols import MOST_LISTED, MOST_SYMBOLS

NONE_FOUND = "No number of this cell has a name by which it could be varied, such as hidden_size = 20."


class Turning:
    """The knobs of a cell: those that were asked for, and with `every` each number with a name that may be a size.

    Raises
    ------
    ValueError
        If something asked for is not there, or not clear; its text is for the person.

    >>> Turning(CheckedSource("cell", "hidden = 20", "<cell>"), every=True).knobs[0].name
    'hidden'
    """

    def __init__(self, source: CheckedSource, requests: Sequence[Request] = (), *, every: bool = False) -> None:
        found = find_knobs(source, requests, every=every)
        asked = {knob.span for knob in find_knobs(source, requests)}
        wanted = sorted(found, key=lambda knob: knob.span not in asked)[:MOST_SYMBOLS]
        self.knobs = [knob for knob in found if knob in wanted]
        self.asked = frozenset(knob.name for knob in self.knobs if knob.span in asked)
        self.notes = [] if found else [NONE_FOUND]
        if len(wanted) < len(found):
            self.notes.append(_without_slider([knob.name for knob in found if knob not in wanted]))
        self._copies = ExitStack()
        self._hook = Hook(self._turned)
        self.rewriter = knob_rewriter(source, self.knobs, self._hook)

    def _turned(self, number: int, value: int) -> Size:
        return Size(value, Turned(self.knobs[number].name, value))

    @property
    def fault(self) -> Exception | None:
        """What went wrong of our own while the code ran."""
        return self._hook.fault

    def start(self) -> None:
        """The code begins: what it copies remembers its knobs, too."""
        self._copies.enter_context(copied_whole())

    def stop(self) -> None:
        """The code has ended: its numbers are plain from now on."""
        self._copies.close()
        self._hook.close()


def _without_slider(names: list[str]) -> str:
    shown = names if len(names) <= MOST_LISTED else [*names[: MOST_LISTED - 1], f"{len(names) - MOST_LISTED + 1} more"]
    verb = "is" if len(names) == 1 else "are"
    return f"Only {MOST_SYMBOLS} numbers of the cell have a slider. Without one {verb} {listed(shown)}."
