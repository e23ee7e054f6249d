"""Changing pieces of the checked source: what a fix does to the text, line by line.

A change replaces the text of a syntax node and leaves all else, comments and line breaks too, as it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from shapeviz.graph.findings import Edit
from shapeviz.graph.model import SourceSpan
from shapeviz.tracing.source import CheckedSource

# What binds as tightly as a method call, so that `.T` may follow without parentheses.
_TIGHT = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Tuple, ast.List, ast.ListComp, ast.Dict)


@dataclass(frozen=True, slots=True)
class Change:
    """Put `text` where `span` stands."""

    span: SourceSpan
    text: str


def replaced(source: CheckedSource, node: ast.AST, text: str) -> Change:
    """The change that puts `text` in place of a syntax node of the source."""
    return Change(source.span_of(node), text)


def text_of(source: CheckedSource, node: ast.AST) -> str:
    """The text of a syntax node, as it stands in the source."""
    return _text_at(source, source.span_of(node))


def wrapped(source: CheckedSource, node: ast.expr, suffix: str, prefix: str = "") -> Change:
    """The change that puts `suffix` (`.unsqueeze(1)`) behind an expression, in parentheses where it needs them."""
    text = text_of(source, node)
    if not prefix and not isinstance(node, _TIGHT):
        text = f"({text})"
    return replaced(source, node, f"{prefix}{text}{suffix}")


def with_keyword(source: CheckedSource, call: ast.Call, name: str, value: str) -> Change:
    """The change that gives a call the keyword argument `name=value`, in place of the one that it has."""
    present = next((keyword for keyword in call.keywords if keyword.arg == name), None)
    if present is not None:
        return replaced(source, present.value, value)
    last = max([*call.args, *(keyword.value for keyword in call.keywords)], key=_end, default=None)
    if last is None:
        return replaced(source, call, f"{text_of(source, call.func)}({name}={value})")
    return replaced(source, last, f"{text_of(source, last)}, {name}={value}")


def edits_of(source: CheckedSource, *changes: Change) -> tuple[Edit, ...]:
    """The changes as edits of whole lines. Changes must not overlap; those of one line become one edit.

    A change that reaches over several lines puts its text into the first and drops the others.
    """
    groups: list[list[Change]] = []
    for change in sorted(changes, key=lambda change: (change.span.line, change.span.column)):
        if groups and change.span.line <= max(member.span.end_line for member in groups[-1]):
            groups[-1].append(change)
        else:
            groups.append([change])
    edits: list[Edit] = []
    for group in groups:
        edits += _line_edits(source, group)
    return tuple(edits)


def deletion(source: CheckedSource, statement: ast.stmt) -> tuple[Edit, ...]:
    """The edits that take a whole statement away."""
    span = source.span_of(statement)
    return tuple(Edit(line, source.lines[line - 1], "") for line in range(span.line, span.end_line + 1))


def insertion(source: CheckedSource, statement: ast.stmt, text: str) -> tuple[Edit, ...]:
    """The edit that puts a statement (one line) before another, at its depth."""
    span = source.span_of(statement)
    indent = source.lines[span.line - 1][: span.column]
    return (Edit(span.line, None, indent + text),)


def _line_edits(source: CheckedSource, group: Sequence[Change]) -> list[Edit]:
    first = group[0].span.line
    last = max(change.span.end_line for change in group)
    old = source.lines[first - 1 : last]
    block = "\n".join(old)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line) + 1)
    for change in reversed(group):
        begin = starts[change.span.line - first] + change.span.column
        end = starts[change.span.end_line - first] + change.span.end_column
        block = block[:begin] + change.text + block[end:]
    new = block.split("\n")
    if len(new) == len(old):
        pairs = zip(range(first, last + 1), old, new, strict=True)
        return [Edit(number, before, after) for number, before, after in pairs if before != after]
    edits = [Edit(first, old[0], block)]
    return edits + [Edit(first + index, line, "") for index, line in enumerate(old[1:], 1)]


def _text_at(source: CheckedSource, span: SourceSpan) -> str:
    lines = source.lines[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    return "\n".join(lines)


def _end(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)


def difference(old: str, new: str) -> tuple[Edit, ...]:
    """The edits that make one text of another, line by line.

    >>> difference("a\\nb", "a\\nx\\nc")
    (Edit(line=2, old='b', new='x\\nc'),)
    """
    before, after = old.split("\n"), new.split("\n")
    edits: list[Edit] = []
    for tag, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "insert":
            edits.append(Edit(first + 1, None, "\n".join(after[begin:end])))
        elif tag != "equal":
            # The lines are paired from the top; the last old line takes all that is left.
            for index in range(first, last):
                at = begin + index - first
                text = "\n".join(after[at : end if index == last - 1 else min(at + 1, end)])
                edits.append(Edit(index + 1, before[index], text))
    return tuple(edits)


def telling_edit(edits: Sequence[Edit]) -> Edit:
    """The first of the edits, but for those of imports, which only follow from the others.

    >>> telling_edit([Edit(1, "from a import B", "from a import B, C"), Edit(4, "B()", "C()")]).line
    4
    """
    return min(edits, key=lambda edit: (edit.new.startswith(("import ", "from ")), edit.line))


def line_before(edits: Sequence[Edit], line: int) -> int:
    """The line of the original that became line `line` of the edited text.

    A line that an edit put in counts as the line of that edit.

    >>> line_before([Edit(3, None, "new")], 5), line_before([Edit(3, None, "new")], 3)
    (4, 3)
    """
    shift = 0
    for edit in sorted(edits, key=lambda edit: edit.line):
        first = edit.line + shift
        size = edit.new.count("\n") + 1 if edit.new or edit.old is None else 0
        if line < first:
            break
        if line < first + size:
            return edit.line
        shift += size - (edit.old is not None)
    return line - shift
