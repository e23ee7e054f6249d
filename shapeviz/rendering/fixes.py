"""What to change, in words: the line, the reason, and each fix as a small diff."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Literal

from shapeviz.graph.findings import Edit, Fix, Mismatch, Warning
from shapeviz.rendering.shapes_text import one_line, shorten
from shapeviz.rendering.source_lines import visible_code

NOT_TRIED = "Not tried."
_MOST_FIXES = 3


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line that a fix takes away (`-`, counted in the source) or puts in (`+`, counted in the mended source)."""

    sign: Literal["-", "+"]
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ShownFix:
    """A fix under its heading; `reason` is empty where the line to change or a fix before it has told the same."""

    heading: str
    reason: str
    fix: Fix


def diff_lines(fix: Fix) -> list[DiffLine]:
    """The lines that a fix changes, from the top; of neighbouring edits the old lines stand before the new ones.

    >>> for each in diff_lines(Fix("Double y", [Edit(2, "y = x", "y = 2 * x")])):
    ...     print(each.sign, each.line, each.text)
    - 2 y = x
    + 2 y = 2 * x
    """
    lines: list[DiffLine] = []
    added: list[DiffLine] = []
    shift, end = 0, 0
    for edit in sorted(fix.edits, key=lambda edit: edit.line):
        if edit.line > end:
            lines, added = lines + added, []
        old, new = _old_lines(edit), _new_lines(edit)
        lines += [DiffLine("-", edit.line, text) for text in old]
        added += [DiffLine("+", edit.line + shift + place, text) for place, text in enumerate(new)]
        shift += len(new) - len(old)
        end = edit.line + len(old)
    return lines + added


def _old_lines(edit: Edit) -> list[str]:
    return [] if edit.old is None else [edit.old]


def _new_lines(edit: Edit) -> list[str]:
    return edit.new.split("\n") if edit.new or edit.old is None else []


def shown_fixes(finding: Mismatch | Warning) -> list[ShownFix]:
    """The fixes to show, in words.

    >>> shown_fixes(Mismatch("n1", "", fixes=[Fix("Double y", [])]))[0].heading
    'Fix: Double y'
    """
    fixes = finding.fixes[:_MOST_FIXES]
    names = ["Fix"] if len(fixes) == 1 else [f"Fix {number}" for number in range(1, len(fixes) + 1)]
    told = {one_line(cause.reason) for cause in finding.causes[:1]}
    shown: list[ShownFix] = []
    for name, fix in zip(names, fixes, strict=True):
        reason = one_line(fix.reason)
        shown.append(ShownFix(f"{name}: {one_line(fix.title)}", "" if reason in told else reason, fix))
        told.add(reason)
    return shown


def diff_text(fix: Fix, width: int) -> list[str]:
    """A fix as lines of text of at most `width` characters, without the indentation that they share.

    What is longer goes on below, so that a change far to the right is seen.

    >>> print("\\n".join(diff_text(Fix("Double y", [Edit(2, "  y = x", "  y = 2 * x")]), 80)))
    - 2 | y = x
    + 2 | y = 2 * x
    """
    lines = diff_lines(fix)
    digits = max((len(str(each.line)) for each in lines), default=0)
    code = textwrap.dedent("\n".join(visible_code(each.text) for each in lines)).split("\n")
    return [
        piece
        for each, text in zip(lines, code, strict=False)
        for piece in _wrapped(f"{each.sign} {each.line:>{digits}} | ", text, width)
    ]


def _wrapped(prefix: str, code: str, width: int) -> list[str]:
    """A line of code on as many lines as it takes, each further one indented more than the first."""
    margin, room = f"{'| ':>{len(prefix)}}", width - len(prefix)
    indent = " " * min(len(code) - len(code.lstrip()) + 4, room // 2)
    first, *rest = textwrap.wrap(code, room, subsequent_indent=indent, break_on_hyphens=False) or [""]
    return [(prefix + first).rstrip(), *(margin + piece for piece in rest)]


def trial_text(fix: Fix) -> str:
    """What came of trying a fix, or that nobody did.

    >>> trial_text(Fix("Double y", [], verified=True, outcome="The cell then runs."))
    'Checked. The cell then runs.'
    """
    outcome = one_line(fix.outcome)
    if fix.verified:
        return f"Checked. {outcome}".rstrip()
    return outcome or NOT_TRIED


def cause_lines(finding: Mismatch | Warning, width: int) -> tuple[str, str, str] | None:
    """Where to change something: a heading, the line unless it has been shown as the place of the finding, the reason.

    >>> from shapeviz.graph.findings import Cause
    >>> cause = Cause(6, "    fc = nn.Linear(5, 2)", "fc is made for 5 features.")
    >>> cause_lines(Mismatch("n1", "", line=11, causes=[cause]), 80)
    ('Line to change:', 'line 6 | fc = nn.Linear(5, 2)', 'fc is made for 5 features.')
    """
    if not finding.causes:
        return None
    cause = finding.causes[0]
    reason = one_line(cause.reason)
    if cause.line == finding.line:
        return f"Line to change: line {cause.line}, which is shown above.", "", reason
    return "Line to change:", shorten(f"line {cause.line} | {visible_code(cause.text).strip()}", width), reason
