"""The faults that many operations share: a wrong number of axes, an axis that is not there, a wrong shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shapeviz.rules.arguments import position, with_rank
from shapeviz.rules.core import AxisProblem, Call, Fault
from shapeviz.rules.wording import counted, listed, shape_text, with_article
from shapeviz.shapes.shape import Shape, replaced


def rank_fault(call: Call, operand: str, ranks: Sequence[int], *, why: str = "") -> Fault | None:
    """The fault of an operand whose number of axes is none of `ranks`, or None. `why` explains the number."""
    shape = call.named_shapes().get(operand)
    if shape is None or len(shape) in ranks:
        return None
    nearest = min(ranks, key=lambda rank: (abs(rank - len(shape)), -rank))
    numbers = counted(ranks[0], "axis") if len(ranks) == 1 else f"{listed(ranks, 'or')} axes"
    problem = AxisProblem(operand, None, nearest, len(shape), "axes")
    expects = f"{with_article(operand)} with {numbers}{f' {why}' if why else ''}"
    return Fault([problem], expects, str(len(shape)), {operand: with_rank(shape, nearest)})


def empty_fault(operand: str, shape: Shape, axes: Iterable[int]) -> Fault | None:
    """The fault of the first of these axes that is empty, or None.

    >>> empty_fault("input", (2, 0, 4), range(1, 3)).expects
    'at least 1 in axis 1 of its input'
    """
    axis = next((axis for axis in axes if shape[axis] == 0), None)
    if axis is None:
        return None
    problem = AxisProblem(operand, axis, 1, 0)
    return Fault([problem], f"at least 1 in axis {axis} of its {operand}", "0", {operand: replaced(shape, axis, 1)})


def multiple_fault(operand: str, shape: Shape, axis: int, divisor: int, meaning: str) -> Fault | None:
    """The fault of an axis, counted from the front, that `divisor` does not divide, or None.

    >>> multiple_fault("input", (4, 30), 1, 8, "its groups").expects
    'a multiple of 8 (its groups) in axis 1 of its input'
    """
    size = shape[axis]
    if size % divisor == 0:
        return None
    nearest = max(round(size / divisor), 1) * divisor
    expects = f"a multiple of {divisor} ({meaning}) in axis {axis} of its {operand}"
    problem = AxisProblem(operand, axis, nearest, size)
    return Fault([problem], expects, str(size), {operand: replaced(shape, axis, nearest)})


def axis_fault(operand: str, shape: Shape, axis: int, *, keyword: str = "dim", extra: int = 0) -> Fault | None:
    """The fault of naming an axis that the operand does not have, or None.

    `extra` counts the axes that the operation itself adds (`unsqueeze` and `stack` add one).
    """
    rank = len(shape) + extra
    if position(axis, rank) is not None:
        return None
    needed = axis + 1 if axis >= 0 else -axis
    lowest, highest = -max(rank, 1), max(rank, 1) - 1
    article = "an" if keyword.startswith("a") else "a"
    return Fault(
        [AxisProblem(operand, None, needed - extra, len(shape), "axes")],
        f"{article} {keyword} from {lowest} to {highest}, as its input has {counted(len(shape), 'axis')}",
        str(axis),
        {operand: with_rank(shape, needed - extra)},
    )


def repeated_fault(keyword: str, axis: int) -> Fault:
    """The fault of naming an axis twice.

    >>> repeated_fault("dim", 1).expects, repeated_fault("axis", 1).expects
    ('each axis once in dim', 'each axis once')
    """
    place = "" if keyword == "axis" else f" in {keyword}"
    return Fault([], f"each axis once{place}", f"axis {axis} twice")


def shape_problems(operand: str, wanted: Shape, given: Shape) -> list[AxisProblem]:
    """Where `given` is not the shape `wanted`: in its number of axes, or axis by axis.

    >>> shape_problems("target", (4, 5), (4, 6))
    [AxisProblem(operand='target', axis=1, expected=5, actual=6, unit='size')]
    """
    if len(given) != len(wanted):
        return [AxisProblem(operand, None, len(wanted), len(given), "axes")]
    pairs = enumerate(zip(wanted, given, strict=True))
    return [AxisProblem(operand, axis, size, got) for axis, (size, got) in pairs if size != got]


def shape_fault(operand: str, wanted: Shape, given: Shape, meaning: str = "") -> Fault:
    """The fault of an operand that must have exactly the shape `wanted`, whose axes `meaning` explains."""
    explained = f" ({meaning})" if meaning else ""
    expects = f"{with_article(operand)} of shape {shape_text(wanted)}{explained}"
    return Fault(shape_problems(operand, wanted, given), expects, shape_text(given), {operand: wanted})
