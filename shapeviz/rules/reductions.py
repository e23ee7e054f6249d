"""Sums, means and extremes over axes; and what runs along an axis but keeps it, such as softmax."""

from __future__ import annotations

from typing import Any

from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, repeated_fault
from shapeviz.shapes.shape import Shape, replaced

ALONG_AXIS = (
    "softmax", "log_softmax", "softmin", "special_softmax", "special_log_softmax", "cumsum", "cumprod", "logcumsumexp",
)  # fmt: skip
OVER_AXES = (
    "sum",
    "mean",
    "nansum",
    "nanmean",
    "std",
    "var",
    "logsumexp",
    "special_logsumexp",
    "amax",
    "amin",
    "any",
    "all",
    "prod",
)
EXTREMES = ("argmax", "argmin")
PAIRS = ("max", "min", "median", "nanmedian", "mode")
NEED_ELEMENTS = ("amax", "amin", *EXTREMES, *PAIRS)


def along_axis(call: Call) -> Outcome:
    """The input's shape; `dim` must be one of its axes."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None or dim is None:
        return None
    # A single number has no axis to name wrongly: torch then looks at none.
    return (axis_fault("input", shape, dim, keyword=call.axis_word) if shape else None) or Accept([shape])


def sort(call: Call) -> Outcome:
    """Values and indices, both in the input's shape."""
    shape = call.shape("input")
    if shape is None:
        return None
    return axis_fault("input", shape, call.attribute("dim", -1), keyword=call.axis_word) or Accept([shape, shape])


def reduced_axes(call: Call) -> list[int]:
    """The axes that a reduction that fits takes away, from the front."""
    shape, dims = call.shape("input") or (), _dims(call)
    return list(range(len(shape))) if dims is None else sorted(dim % len(shape) for dim in dims if shape)


def _dim(call: Call) -> Any:
    return call.attribute("dim", -1 if call.op == "mode" else None)


def _dims(call: Call) -> Shape | None:
    """What `dim` names; None is all axes."""
    dim = _dim(call)
    return None if dim is None or (dim in ((), []) and call.op not in ("any", "all")) else sizes_of(dim)


def reduce(call: Call) -> Outcome:
    """The axes of `dim` taken away, or all of them; `keepdim` leaves them with size 1."""
    shape, dims = call.shape("input"), _dims(call)
    if shape is None:
        return None
    axes: set[int] = set(range(len(shape))) if dims is None else set()
    for axis in dims or ():
        fault = axis_fault("input", shape, axis, keyword=call.axis_word)
        place = position(axis, len(shape))
        if fault is not None or place is None:
            return fault
        if place in axes:
            return repeated_fault(call.axis_word, place)
        axes.add(place)
    keep = bool(call.attribute("keepdim", False))
    fault = _empty_fault(call, shape, axes)
    kept = [1 if axis in axes else size for axis, size in enumerate(shape) if keep or axis not in axes]
    copies = 2 if call.op in PAIRS and _dim(call) is not None else 1
    return fault or Accept([tuple(kept)] * copies)


def _empty_fault(call: Call, shape: Shape, axes: set[int]) -> Fault | None:
    """Nothing is the largest of no elements."""
    empty = next((axis for axis in sorted(axes) if shape[axis : axis + 1] == (0,)), None)
    if empty is None or call.op not in NEED_ELEMENTS:
        return None
    problem = AxisProblem("input", empty, 1, 0)
    expects = f"at least 1 in axis {empty} of its input"
    return Fault([problem], expects, "0", {"input": replaced(shape, empty, 1)})


RULES: dict[str, Rule] = {
    **dict.fromkeys(ALONG_AXIS, along_axis),
    "sort": sort,
    **dict.fromkeys((*OVER_AXES, *EXTREMES, *PAIRS), reduce),
}
