"""A layer that is made only under a condition: the shortcut of a residual block, where the condition is too narrow."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.layers import INPUT_SIZES, OUTPUT_SIZES, argument, called_class, size_name
from shapeviz.diagnosis.weights import NUANCE, UNDONE

SUMS = frozenset({"add", "sub", "mul"})


def propose(case: Case) -> Iterator[Proposal]:
    """A wider condition for layers that are to bring one summand to the size of the other."""
    if case.node is None or case.node.op not in SUMS or case.source.tree is None:
        return
    for node in ast.walk(case.source.tree):
        if isinstance(node, ast.If):
            yield from _widened(case, node.test, node.body)
        elif isinstance(node, ast.IfExp):
            yield from _widened(case, node.test, [node.body])


def _widened(case: Case, test: ast.expr, body: list[ast.stmt] | list[ast.expr]) -> Iterator[Proposal]:
    """The condition with what it forgets: that the layer changes the channels, or the sides."""
    made = _adapting_layer(body)
    if made is None or case.node is None:
        return
    sizes = [argument(made, name) for name in _size_names(made)]
    stride = argument(made, "stride")
    title = f"Make the {called_class(made)} of line {made.lineno} whenever it is needed"
    for change, told in _changes(case, test, sizes, stride):
        reason = (
            f"{who(case.node)} gets two tensors that differ, and the layer that makes them alike is made only if "
            f"`{text_of(case.source, test)}`: {told}."
        )
        yield Proposal(title, edits_of(case.source, change), reason, UNDONE - NUANCE / 4)


def _changes(
    case: Case, test: ast.expr, sizes: list[ast.expr | None], stride: ast.expr | None
) -> Iterator[tuple[Change, str]]:
    text = text_of(case.source, test)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        parts = " or ".join(text_of(case.source, part) for part in test.values)
        yield replaced(case.source, test, parts), "either of the two is enough to need it"
        text = f"({text})"
    first, second = (text_of(case.source, size) if size is not None else "" for size in sizes)
    if first and second and first != second and not _compares(test, sizes):
        extended = f"{text} or {first} != {second}"
        yield replaced(case.source, test, extended), f"it is needed too where {first} and {second} differ"
    if stride is not None and not isinstance(stride, ast.Constant):
        name = text_of(case.source, stride)
        if name not in {ast.unparse(part) for part in ast.walk(test)}:
            yield replaced(case.source, test, f"{name} != 1 or {text}"), f"it is needed too where {name} is not 1"


def _adapting_layer(body: list[ast.stmt] | list[ast.expr]) -> ast.Call | None:
    """The first layer made there that has sizes of its own for what comes and what goes."""
    calls = [node for part in body for node in ast.walk(part) if isinstance(node, ast.Call)]
    return next((call for call in calls if len(_size_names(call)) == 2), None)


def _size_names(call: ast.Call) -> list[str]:
    names = (size_name(called_class(call), kind) for kind in (INPUT_SIZES, OUTPUT_SIZES))
    return [name for name in names if name is not None]


def _compares(test: ast.expr, sizes: list[ast.expr | None]) -> bool:
    """Whether a condition mentions both sizes."""
    texts = {ast.unparse(part) for part in ast.walk(test) if isinstance(part, ast.expr)}
    return all(size is not None and ast.unparse(size) in texts for size in sizes)
