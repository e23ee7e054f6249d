"""The faults that many operations share: a wrong number of axes, an axis that is not there, a wrong shape."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.arguments import position, with_rank
from shapeviz.rules.core import AxisProblem, Call, Fault
from shapeviz.rules.wording import counted, listed, shape_text, with_article
from shapeviz.shapes.shape import Shape


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


def axis_fault(operand: str, shape: Shape, axis: int, *, keyword: str = "dim", extra: int = 0) -> Fault | None:
    """The fault of naming an axis that the operand does not have, or None.

    `extra` counts the axes that the operation itself adds (`unsqueeze` and `stack` add one).
    """
    rank = len(shape) + extra
    if position(axis, rank) is not None:
        return None
    needed = axis + 1 if axis >= 0 else -axis
    lowest, highest = -max(rank, 1), max(rank, 1) - 1
    return Fault(
        [AxisProblem(operand, None, needed - extra, len(shape), "axes")],
        f"a {keyword} from {lowest} to {highest}, as its input has {counted(len(shape), 'axis')}",
        str(axis),
        {operand: with_rank(shape, needed - extra)},
    )


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
