"""Ways to give an expression of the source another value: at the expression, or where a name in it got its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapeviz.diagnosis.edits import Change, replaced, with_keyword
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.tracing.source import CheckedSource


@dataclass(frozen=True, slots=True)
class Setting:
    """One number of the source to be written anew.

    `name` is what the code calls the number there ("" for a part of a larger expression), `distance` how many names
    lie between. With `added` a call is given a keyword that it leaves to its default now.
    """

    change: Change
    old: int
    new: int
    name: str = ""
    distance: int = 0
    added: bool = False

    @property
    def line(self) -> int:
        """The line that is edited."""
        return self.change.span.line

    @property
    def sentence(self) -> str:
        """Where the number comes from."""
        if self.added:
            return f"Line {self.line} leaves {self.name} at its default, {self.old}."
        if self.name:
            return f"{self.name} is {self.old} in line {self.line}."
        return f"The number comes from line {self.line}."

    def title(self, purpose: str) -> str:
        """What the change is for, and the name that gets another value."""
        if self.added:
            return f"{purpose}: pass {self.name}={self.new}"
        return f"{purpose}: {self.name} = {self.new}" if self.name else purpose


def settings(values: Values, expression: ast.expr, current: int, wanted: int) -> Iterator[Setting]:
    """The numbers behind an expression, worth `current`, that could be changed to make it worth `wanted`.

    Expressions that cannot be worth `current` (another call's argument) are passed over.
    """
    if wanted >= 0 and wanted != current:
        yield from _settings(values, expression, current, wanted, "", 0, set())


def _settings(
    values: Values, expression: ast.expr, current: int, wanted: int, name: str, distance: int, seen: set[ast.expr]
) -> Iterator[Setting]:
    source = values.case.source
    if expression in seen or current not in values.numbers(expression):
        return
    seen = {*seen, expression}
    match expression:
        case ast.Constant():
            yield Setting(replaced(source, expression, str(wanted)), current, wanted, name, distance)
        case ast.BinOp():
            for inner, old, new in _inverted(values, expression, current, wanted):
                yield from _settings(values, inner, old, new, "", distance, seen)
        case ast.Call(func=ast.Name(id="int"), args=[inner]):
            yield from _settings(values, inner, current, wanted, name, distance, seen)
        case _:
            for place in values.sources(expression):
                if place.call is not None and current in values.numbers(place.node):
                    yield _keyword_setting(source, place.call, place.name, current, wanted, distance + 1)
                yield from _settings(values, place.node, current, wanted, place.name, distance + 1, seen)


def _keyword_setting(
    source: CheckedSource, call: ast.Call, name: str, current: int, wanted: int, distance: int
) -> Setting:
    return Setting(with_keyword(source, call, name, str(wanted)), current, wanted, name, distance, added=True)


def _inverted(values: Values, whole: ast.BinOp, current: int, wanted: int) -> Iterator[tuple[ast.expr, int, int]]:
    """Each side of an operation with its value, and the value that makes the whole `wanted` if the other side stays."""
    for left in values.numbers(whole.left):
        for right in values.numbers(whole.right):
            match whole.op:
                case ast.Add() if left + right == current:
                    yield whole.left, left, wanted - right
                    yield whole.right, right, wanted - left
                case ast.Sub() if left - right == current:
                    yield whole.left, left, wanted + right
                case ast.Mult() if left * right == current:
                    if right and wanted % right == 0:
                        yield whole.left, left, wanted // right
                    if left and wanted % left == 0:
                        yield whole.right, right, wanted // left
                case ast.FloorDiv() if right and left // right == current:
                    yield whole.left, left, wanted * right
                case _:
                    pass
