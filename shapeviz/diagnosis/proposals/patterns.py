"""einops patterns: one that was applied already, one for a tensor with more or fewer axes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import short_text
from shapeviz.diagnosis.proposals.written_calls import WrittenCall, without, written_call
from shapeviz.diagnosis.weights import ARGUMENT_VALUE, MISSING_CALL, OTHER_AXIS, UNDONE
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape

FUNCTIONS = frozenset({"rearrange", "reduce", "repeat"})
_AXES = re.compile(r"\([^)]*\)|\S+")
_SHAPE = re.compile(r"Input tensor shape: (?:torch\.Size\()?[\[(]([\d, ]*)[\])]")


def propose(case: Case) -> Iterator[Proposal]:
    """Changes of the einops call that refused its pattern."""
    written, pattern = _failing(case)
    shape = _told_shape(case)
    if written is None or pattern is None or shape is None:
        return
    text = pattern.value
    assert isinstance(text, str)
    left, _, right = text.partition("->")
    axes = _AXES.findall(left)
    if "..." in axes:
        return
    yield from _applied_before(case, written, text, shape)
    if len(axes) > len(shape):
        yield from _more_axes(case, written, pattern, axes, right, shape)
    elif len(axes) < len(shape):
        yield from _fewer_axes(case, written, pattern, axes, right, shape)
    else:
        yield from _other_order(case, pattern, axes, right, shape)


def _failing(case: Case) -> tuple[WrittenCall | None, ast.Constant | None]:
    """The einops call on the line that raises, with its pattern."""
    for node in case.calls_in_line():
        name = text_of(case.source, node.func).rsplit(".", 1)[-1]
        written = written_call(case.source, node)
        pattern = node.args[1] if len(node.args) > 1 else None
        if name in FUNCTIONS and written is not None and isinstance(pattern, ast.Constant):
            return (written, pattern) if isinstance(pattern.value, str) else (None, None)
    return None, None


def _told_shape(case: Case) -> Shape | None:
    """The shape of the tensor: that of the call if it is drawn, or the one that the error names."""
    if case.node is not None and case.node.op.startswith("einops_") and case.node.inputs:
        return case.node.inputs[0].shape
    error = case.mismatch.error or case.graph.error
    found = _SHAPE.search(error.text) if error is not None else None
    return tuple(int(size) for size in found[1].split(",") if size.strip()) if found is not None else None


def _applied_before(case: Case, written: WrittenCall, pattern: str, shape: Shape) -> Iterator[Proposal]:
    """The same rearrangement of the same tensor further up: the second time it has its new axes already."""
    text = text_of(case.source, written.call)
    for node in case.calls:
        if (
            node.lineno < written.call.lineno
            and text_of(case.source, node) == text
            and case.function_of(node) is case.function_of(written.call)
        ):
            reason = (
                f'"{pattern}" was applied to {short_text(case, written.receiver)} in line {node.lineno} already: '
                f"it has the shape {shape_text(shape)} here."
            )
            edits = without(case.source, case.statement_of(written.call), written)
            yield Proposal("Rearrange only once", edits, reason, UNDONE)
            return


def _more_axes(
    case: Case, written: WrittenCall, pattern: ast.Constant, axes: list[str], right: str, shape: Shape
) -> Iterator[Proposal]:
    """A pattern for a batch and a tensor without one: the tensor gets the axis, or the pattern loses it."""
    name = short_text(case, written.receiver)
    told = f"The pattern names {counted(len(axes), 'axis')}, and {name} has the shape {shape_text(shape)}"
    if len(axes) - len(shape) == 1:
        edits = edits_of(case.source, wrapped(case.source, written.receiver, ".unsqueeze(0)"))
        yield Proposal(f"Give {name} a batch axis", edits, f"{told}: the batch axis is missing.", MISSING_CALL)
    dropped = axes[: len(axes) - len(shape)]
    kept = [axis for axis in _AXES.findall(right) if axis not in dropped]
    text = f"{' '.join(axes[len(dropped) :])} -> {' '.join(kept)}"
    edits = edits_of(case.source, replaced(case.source, pattern, f'"{text}"'))
    yield Proposal("Leave the first axis out of the pattern", edits, f"{told}.", ARGUMENT_VALUE)


def _fewer_axes(
    case: Case, written: WrittenCall, pattern: ast.Constant, axes: list[str], right: str, shape: Shape
) -> Iterator[Proposal]:
    """A tensor with an axis that the pattern does not name: it is kept in front, or has size 1 and goes."""
    name = short_text(case, written.receiver)
    told = f"The pattern names {counted(len(axes), 'axis')}, and {name} has the shape {shape_text(shape)}"
    text = f"... {' '.join(axes)} -> ... {right.strip()}"
    edits = edits_of(case.source, replaced(case.source, pattern, f'"{text}"'))
    yield Proposal("Keep further axes in front", edits, f"{told}.", OTHER_AXIS)
    for axis, size in enumerate(shape):
        if size == 1 and len(shape) - len(axes) == 1:
            edits = edits_of(case.source, wrapped(case.source, written.receiver, f".squeeze({axis})"))
            reason = f"{told}: axis {axis} of size 1 is one too many."
            yield Proposal(f"Drop axis {axis} of {name}", edits, reason, MISSING_CALL)


def _other_order(case: Case, pattern: ast.Constant, axes: list[str], right: str, shape: Shape) -> Iterator[Proposal]:
    """A composed axis that stands where its factors do not divide the size: it belongs at another place."""
    composed = [place for place, axis in enumerate(axes) if axis.startswith("(")]
    for place in composed:
        for other in range(len(axes)):
            if other == place:
                continue
            moved = list(axes)
            moved[place], moved[other] = moved[other], moved[place]
            text = f"{' '.join(moved)} -> {right.strip()}"
            edits = edits_of(case.source, replaced(case.source, pattern, f'"{text}"'))
            reason = f"The tensor has the shape {shape_text(shape)}, which `{' '.join(axes)}` cannot take apart."
            yield Proposal("Name the axes in another order", edits, reason, OTHER_AXIS)
