"""The axis that an operation works along."""

from __future__ import annotations

from shapeviz.rules.arguments import position
from shapeviz.rules.core import AxisProblem, Call, Fault
from shapeviz.rules.faults import axis_fault
from shapeviz.rules.wording import counted, with_article
from shapeviz.shapes.shape import Shape, replaced


def along(call: Call, default: int | None = None, *, keyword: str | None = None) -> tuple[Shape, int] | Fault | None:
    """The shape of `input` and the axis, from the front, that `keyword` (by default `dim`) names in it.

    None if the call does not say which. A single number counts as having one axis.

    >>> along(Call("chunk", {"input": (4, 6)}, {"dim": -1}))
    ((4, 6), 1)
    """
    shape, dim = call.shape("input"), call.attribute(keyword or "dim", default)
    if shape is None or dim is None:
        return None
    axis = position(dim, len(shape))
    return axis_fault("input", shape, dim, keyword=keyword or call.axis_word) if axis is None else (shape, axis)


def too_small_fault(shape: Shape, axis: int, least: int, *, why: str = "") -> Fault:
    """The fault of an input with less than `least` in an axis. `why` explains the number."""
    expects = f"at least {least} in axis {axis} of its input{f' {why}' if why else ''}"
    problem = AxisProblem("input", axis, least, shape[axis])
    return Fault([problem], expects, str(shape[axis]), {"input": replaced(shape, axis, least)})


def size_fault(shape: Shape, axis: int, wanted: int, *, why: str = "") -> Fault:
    """The fault of an input with another size than `wanted` in an axis. `why` explains the number."""
    expects = f"{wanted} in axis {axis} of its input{f' {why}' if why else ''}"
    problem = AxisProblem("input", axis, wanted, shape[axis])
    return Fault([problem], expects, str(shape[axis]), {"input": replaced(shape, axis, wanted)})


def few_axes_fault(shape: Shape, least: int, *, why: str = "", operand: str = "input") -> Fault | None:
    """The fault of an operand with less than `least` axes, or None. Axes of size 1 in front mend it."""
    if len(shape) >= least:
        return None
    expects = f"{with_article(operand)} with at least {counted(least, 'axis')}{f' {why}' if why else ''}"
    problem = AxisProblem(operand, None, least, len(shape), "axes")
    return Fault([problem], expects, str(len(shape)), {operand: (1,) * (least - len(shape)) + shape})
