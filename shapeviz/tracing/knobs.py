"""Which whole numbers of the source a person may turn: those with a name, or the ones that were asked for."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shapeviz.graph.model import SourceSpan
from shapeviz.tracing.knob_words import Request
from shapeviz.tracing.literals import Literal, Named, Standing, find_literals
from shapeviz.tracing.rewriting import Rewriter, call_of
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.symbols import reach

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Knob:
    """A whole number of the source that may take the values from `minimum` to `maximum`.

    `span` is where it stands in the source, and `name` what it is called there (or `20@6`, for a number without a
    name). No two knobs of a source have the same name.
    """

    name: str
    value: int
    minimum: int
    maximum: int
    span: SourceSpan


def find_knobs(source: CheckedSource, requests: Sequence[Request] = (), *, every: bool = False) -> list[Knob]:
    """The knobs that were asked for, and with `every` each whole number with a name that may be a size.

    Raises
    ------
    ValueError
        If something asked for is not there, or not clear; its text is for the person.

    >>> find_knobs(CheckedSource("cell", "heads, seed = 4, 0", "<cell>"), every=True)
    [Knob(name='heads', value=4, minimum=1, maximum=64, span=SourceSpan(line=1, column=14, end_line=1, end_column=15))]
    """
    if source.tree is None:
        return []
    literals, others = find_literals(source.tree)
    ranges = {literal: (1, reach(literal.value)) for literal in literals if every and literal.sized}
    for request in requests:
        literal = _found(request, literals, others)
        ranges[literal] = _range(request, literal)
    return [
        Knob(_name(literal, ranges), literal.value, *ranges[literal], source.span_of(literal.node))
        for literal in literals
        if literal in ranges
    ]


def knob_rewriter(source: CheckedSource, knobs: Sequence[Knob], hook: Callable[[int, Any], Any]) -> Rewriter:
    """Hands the number of each knob to `hook(index, number)`; `index` counts in `knobs`."""
    indices = {knob.span: index for index, knob in enumerate(knobs)}

    def replacement(node: ast.expr) -> ast.expr | None:
        index = indices.get(source.span_of(node)) if isinstance(node, ast.Constant) else None
        return None if index is None else call_of(hook, ast.Constant(index), node)

    return Rewriter(replacement)


def _found(request: Request, literals: Sequence[Literal], others: Sequence[Named]) -> Literal:
    """The one literal that a request means."""
    here = [literal for literal in literals if request.line in (None, literal.line)]
    if request.name.isdigit():
        fitting = [literal for literal in here if literal.value == int(request.name)]
    else:
        fitting = [literal for literal in here if request.name in (literal.name, literal.full_name)]
        first = min((literal.standing for literal in fitting), default=None)
        fitting = [literal for literal in fitting if literal.standing == first]
    if not fitting:
        raise ValueError(_not_found(request, here, others))
    if len(fitting) > 1:
        raise ValueError(_several(request, fitting))
    if fitting[0].value == 0:
        raise ValueError(_cannot(request, fitting[0].line, "0"))
    return fitting[0]


def _range(request: Request, literal: Literal) -> tuple[int, int]:
    low, high = request.range or (1, reach(literal.value))
    if low <= literal.value <= high:
        return low, high
    wider = f"{request}={min(low, literal.value)}:{max(high, literal.value)}"
    subject = f"{literal.name} is" if literal.standing < Standing.NAMELESS else "The number is"
    raise ValueError(
        f"{subject} {literal.value} in line {literal.line}: write a range with it inside, such as {wider}."
    )


def _name(literal: Literal, others: Iterable[Literal]) -> str:
    """The shortest name that no other knob has an equal right to."""
    rivals = [other for other in others if other is not literal]
    if literal.standing < Standing.NAMELESS:
        if not any(other.name == literal.name and other.standing <= literal.standing for other in rivals):
            return literal.name
        if literal.owner and not any(other.full_name == literal.full_name for other in rivals):
            return literal.full_name
    return f"{literal.name}@{literal.line}"


def _not_found(request: Request, here: Sequence[Literal], others: Sequence[Named]) -> str:
    where = "this cell" if request.line is None else f"line {request.line} of this cell"
    if request.name.isdigit():
        return f"There is no number {request.name} in {where}."
    for other in others:
        if other.name == request.name and request.line in (None, other.value.lineno):
            return _cannot(request, other.value.lineno, ast.unparse(other.value))
    names = list(dict.fromkeys(literal.name for literal in here if literal.standing < Standing.NAMELESS))
    close = difflib.get_close_matches(request.name, names, n=1)
    hint = f" Did you mean {close[0]}?" if close else f" It has {', '.join(names)}." if names else ""
    return f"There is no whole number named {request.name} in {where}.{hint}"


def _several(request: Request, fitting: Sequence[Literal]) -> str:
    lines = sorted({literal.line for literal in fitting})
    if len(lines) == 1:
        return f"{request.name} stands for several numbers in line {lines[0]}. Put the one to vary into a variable."
    listed = f"{', '.join(map(str, lines[:-1]))} and {lines[-1]}"
    choices = f"{request.name}@{lines[0]} or {request.name}@{lines[1]}"
    return f"{request.name} stands for several numbers in this cell, in lines {listed}. Write {choices}."


def _cannot(request: Request, line: int, value: str) -> str:
    quoted = value if len(value) <= _LONGEST_QUOTE else f"{value[:_LONGEST_QUOTE]}…"
    name = request.name.rpartition(".")[2]
    return (
        f"{name} = {quoted} in line {line} cannot be varied. "
        f"That takes a whole number from 1 on, written out, such as {name} = 8."
    )
