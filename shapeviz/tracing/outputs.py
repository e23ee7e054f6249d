"""What the outermost calls leave behind, and what the checked source calls it."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from shapeviz.tracing.places import span_of
from shapeviz.tracing.records import Link, Record, Site
from shapeviz.tracing.source import Assignment, CheckedSource, target_of

UNASKED = "_"
_FIRST_INDEX = re.compile(r"\[(\d+)\]")


def result_links(record: Record) -> list[Link]:
    """The tensors that an outermost call returned, as links to the calls that made them."""
    if record.results:
        return record.results
    parts = record.parts or [""] * len(record.outputs)
    return [
        Link(record, output, spec, 0, part)
        for output, (spec, part) in enumerate(zip(record.outputs, parts, strict=False))
    ]


def result_names(source: CheckedSource, roots: list[Record]) -> list[list[str]]:
    """For each outermost call a name for each of its tensors; `_` is one that the source does not ask for."""
    last = _LastCalls({}, {})
    for root in roots:
        if root.site is not None:
            last.here[root.site.here] = last.around[root.site.outermost] = root
    return [_names(source, root, last) for root in roots]


class _LastCalls(NamedTuple):
    """The last outermost call that came from each place: what a function called there returned."""

    here: dict[object, Record]
    around: dict[object, Record]


def _names(source: CheckedSource, root: Record, last: _LastCalls) -> list[str]:
    parts = [link.part for link in result_links(root)]
    site = root.site or Site((), None, None)
    if site.here is not None and last.here[site.here] is not root:
        # A step on the way of a library's function: the result is what its last call gives.
        return [UNASKED] * len(parts)
    statement = _assignment_of(source, root, last)
    if statement is None:
        return [f"output{part}" for part in parts]
    target = target_of(statement)
    if isinstance(target, ast.Tuple) and len(target.elts) == len(parts) and not any(map(_FIRST_INDEX.match, parts)):
        return [ast.unparse(element) for element in target.elts]
    return [_unpacked(target, part) for part in parts]


def _unpacked(target: ast.expr, part: str) -> str:
    """The name of `[1][0]` where `y, state = …` unpacks the result: `state[0]`."""
    if not isinstance(target, (ast.Tuple, ast.List)):
        name = ast.unparse(target)
        return name if name == UNASKED else f"{name}{part}"
    index = _FIRST_INDEX.match(part)
    if index is None or int(index[1]) >= len(target.elts):
        return f"output{part}"
    return _unpacked(target.elts[int(index[1])], part[index.end() :])


def _assignment_of(source: CheckedSource, root: Record, last: _LastCalls) -> Assignment | None:
    """The assignment of this call's result: at the call itself, or at the call of the function around it."""
    outermost = root.site.outermost if root.site is not None else None
    around = source.span(*outermost) if outermost is not None and last.around[outermost] is root else None
    for span in (span_of(source, root), around):
        statement = source.assignment_around(span) if span is not None else None
        if statement is not None and statement.value is not None:
            whole = source.span_of(statement)
            if span in (source.span_of(statement.value), whole):
                return statement
    return None
