"""Calls on tensors as they are written: `x.unsqueeze(1)` and `torch.unsqueeze(x, 1)` are one call in two forms."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from shapeviz.diagnosis.edits import Change, deletion, edits_of, replaced, text_of
from shapeviz.diagnosis.namespaces import is_namespace
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.graph.findings import Edit
from shapeviz.tracing.source import CheckedSource

_SPREAD = frozenset({"permute", "view", "reshape", "expand", "repeat", "tile", "squeeze"})


@dataclass(frozen=True, slots=True)
class WrittenCall:
    """A call on a tensor: `receiver` is the tensor, `arguments` are the positional ones after it."""

    source: CheckedSource
    call: ast.Call
    receiver: ast.expr
    arguments: tuple[ast.expr, ...]
    is_method: bool

    @property
    def name(self) -> str:
        return (
            self.call.func.attr if isinstance(self.call.func, ast.Attribute) else text_of(self.source, self.call.func)
        )

    def argument(self, position: int, *keywords: str) -> ast.expr | None:
        """The argument at a position after the tensor, or under one of the keywords."""
        named = next((item.value for item in self.call.keywords if item.arg in keywords), None)
        if named is not None:
            return named
        return self.arguments[position] if position < len(self.arguments) else None

    def numbers(self) -> tuple[int, ...] | None:
        """The positional arguments, given one by one or as one tuple, where all are plain numbers."""
        items = self.items()
        found = [number(item) for item in items] if items is not None else [None]
        return tuple(value for value in found if value is not None) if None not in found else None

    def items(self) -> list[ast.expr] | None:
        """The positional arguments, given one by one or as one tuple; None if some are unpacked."""
        items: Iterable[ast.expr] = self.arguments
        if len(self.arguments) == 1 and isinstance(self.arguments[0], (ast.Tuple, ast.List)):
            items = self.arguments[0].elts
        found = list(items)
        return None if any(isinstance(item, ast.Starred) for item in found) else found

    def text(self, arguments: str, name: str | None = None) -> str:
        """The call with other arguments after its tensor, and perhaps another name."""
        receiver, function = text_of(self.source, self.receiver), text_of(self.source, self.call.func)
        stem = function[: len(function) - len(self.name)] + (name or self.name)
        if self.is_method:
            return f"{stem}({arguments})"
        several = (name or self.name) in _SPREAD and "," in arguments and not arguments.startswith("(")
        shown = f"({arguments})" if several else arguments
        return f"{stem}({receiver}, {shown})" if shown else f"{stem}({receiver})"

    def rewritten(self, arguments: str, name: str | None = None) -> Change:
        return replaced(self.source, self.call, self.text(arguments, name))

    def taken_away(self) -> Change:
        """The change that leaves only the tensor."""
        return replaced(self.source, self.call, text_of(self.source, self.receiver))


def written_call(source: CheckedSource, expression: ast.expr | None) -> WrittenCall | None:
    """The call on a tensor that an expression is; None if it is something else.

    A call with keywords only (`torch.cat(tensors=x)`) has no tensor that could be told from the rest.
    """
    if not isinstance(expression, ast.Call):
        return None
    args = expression.args
    if isinstance(expression.func, ast.Attribute) and not is_namespace(expression.func.value):
        return WrittenCall(source, expression, expression.func.value, tuple(args), True)
    if args and not isinstance(args[0], ast.Starred):
        return WrittenCall(source, expression, args[0], tuple(args[1:]), False)
    return None


def without(source: CheckedSource, statement: ast.stmt | None, written: WrittenCall) -> tuple[Edit, ...]:
    """The edits that undo a call: its whole statement goes if that only gave the tensor its own name again."""
    if (
        isinstance(statement, ast.Assign)
        and statement.value is written.call
        and text_of(source, statement.targets[0]) == text_of(source, written.receiver)
    ):
        return deletion(source, statement)
    return edits_of(source, written.taken_away())
