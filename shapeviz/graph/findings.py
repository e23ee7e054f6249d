"""What is found wrong in a checked cell: mismatches and warnings, the lines that cause them, and the fixes.

Lines are 1-based and counted in the checked source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ConflictUnit = Literal["size", "axes", "elements"]


@dataclass(slots=True)
class ErrorText:
    """The exception as it was raised; `line` is the deepest line of the source that it came through."""

    type: str
    text: str
    line: int | None = None


@dataclass(slots=True)
class Edit:
    """Replace line `line`, whose whole text is `old`, by `new`; with `old` None insert `new` before it."""

    line: int
    old: str | None
    new: str


@dataclass(slots=True)
class Fix:
    """A change of the source; `verified` only if it was tried and the source then ran with nothing worse.

    `reason` says why the edited line is suspected, `outcome` what the trial gave ("The cell then runs: …").
    """

    title: str
    edits: list[Edit]
    verified: bool = False
    outcome: str = ""
    reason: str = ""

    def apply(self, source: str) -> str:
        """The source with this fix in it.

        Lines that other edits have moved are found by their text, the nearest first.

        Raises
        ------
        ValueError
            If a line that is to be replaced is no longer there.

        >>> Fix("Double y", [Edit(2, "y = x", "y = 2 * x")]).apply("x = 1\\ny = x")
        'x = 1\\ny = 2 * x'
        """
        lines = source.split("\n")
        for edit in sorted(self.edits, key=lambda edit: edit.line, reverse=True):
            at = _place_of(edit, lines)
            new = edit.new.split("\n") if edit.new or edit.old is None else []
            lines[at : at + (edit.old is not None)] = new
        return "\n".join(lines)


def _place_of(edit: Edit, lines: list[str]) -> int:
    """The index of the line that an edit replaces, or before which it inserts."""
    if edit.old is None:
        return min(edit.line - 1, len(lines))
    places = [index for index, line in enumerate(lines) if line == edit.old]
    if not places:
        raise ValueError(f"The source has no line {edit.old.strip()!r}.")
    return min(places, key=lambda index: abs(index - (edit.line - 1)))


@dataclass(slots=True)
class Cause:
    """A line that a person would edit, and why."""

    line: int
    text: str
    reason: str


@dataclass(slots=True)
class AxisConflict:
    """One number of an operand that does not fit.

    With `axis` None the numbers count what `unit` says: the operand's axes or its elements.
    """

    operand: str
    axis: int | None
    expected: int
    actual: int
    unit: ConflictUnit = "size"


@dataclass(slots=True)
class Mismatch:
    """A call whose operands do not fit, as a sentence and as axes. `line` is the source line that raises.

    `node` is None where no call could be drawn: a constructor that refuses its arguments. `blame` says in a sentence
    how the numbers came about. `causes` and `fixes` are one ranking: the first cause is the line that the first fix
    edits.
    """

    node: str | None
    message: str
    line: int | None = None
    edges: list[str] = field(default_factory=list[str])
    conflicts: list[AxisConflict] = field(default_factory=list[AxisConflict])
    error: ErrorText | None = None
    blame: str = ""
    causes: list[Cause] = field(default_factory=list[Cause])
    fixes: list[Fix] = field(default_factory=list[Fix])


@dataclass(slots=True)
class Warning:
    """A call that runs, but hardly as meant. `causes` and `fixes` are as those of a mismatch."""

    rule: str
    node: str | None
    line: int | None
    message: str
    causes: list[Cause] = field(default_factory=list[Cause])
    fixes: list[Fix] = field(default_factory=list[Fix])
