"""Covariances, histograms, slopes and areas of sampled values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from shapeviz.rules.along import along, few_axes_fault, too_small_fault
from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, rank_fault, repeated_fault, shape_fault
from shapeviz.shapes.shape import Shape, product, replaced
from shapeviz.shapes.size import larger


def covariance(call: Call) -> Outcome:
    """A square matrix with a row for each variable; of a single one, a single number."""
    shape, second = call.shape("input"), call.shape("other")
    if shape is None or call.operands.keys() - {"input", "other"}:
        return None
    for name in ("input", "other"):
        fault = rank_fault(call, name, [2, 1, 0])
        if fault is not None:
            return fault
    by_rows = bool(call.attribute("rowvar", True))
    first = _variables(shape, by_rows)
    table = [first] if second is None else [first, _variables(second, by_rows)]
    if any(product(rows) == 0 for rows in table):
        return None
    if second is not None and table[1][1] != first[1]:
        axis = len(second) - 1 if by_rows or len(second) == 1 else 0
        if not second or second[axis] != table[1][1]:
            return None
        expects = f"{first[1]} in axis {axis} of its other, as many observations as input has"
        problem = AxisProblem("other", axis, first[1], second[axis])
        return Fault([problem], expects, str(second[axis]), {"other": replaced(second, axis, first[1])})
    count = first[0] if second is None else first[0] + table[1][0]
    return Accept([() if count == 1 else (count, count)])


def _variables(shape: Shape, by_rows: bool) -> Shape:
    """Variables and observations of each; a vector is one variable."""
    table = (1,) * (2 - len(shape)) + shape
    return table if by_rows or len(shape) < 2 else table[::-1]


def histogram(call: Call) -> Outcome:
    """How many values lie in each of the bins, and the edges of the bins."""
    shape, bins, edges = call.shape("input"), call.attribute("bins"), call.shape("bins")
    weights = call.shape("weights")
    if shape is None:
        return None
    if weights is not None and weights != shape:
        return shape_fault("weights", shape, weights, "one for each element of input")
    if isinstance(bins, int):
        return Accept([(bins,), (bins + 1,)]) if bins > 0 else Fault([], "at least 1 bin", str(bins))
    if isinstance(bins, Sequence) and not isinstance(bins, str):
        edges = (len(cast("Sequence[Any]", bins)),)
    fault = rank_fault(call, "bins", [1])
    if edges is None or fault is not None or edges[0] < 1:
        return fault
    return Accept([(edges[0] - 1,), edges])


def gradient(call: Call) -> Outcome:
    """The slope along each axis of `dim`, or along every one."""
    shape, dim, order = call.shape("input"), call.attribute("dim"), call.attribute("edge_order")
    if shape is None or not shape or "varargs" in call.operands:
        return None
    spacings = call.attribute("varargs", ())
    if not all(isinstance(spacing, (int, float)) for spacing in spacings):
        return None
    axes: list[int] = []
    for axis in range(len(shape)) if dim is None else sizes_of(dim):
        fault = axis_fault("input", shape, axis, keyword=call.axis_word)
        place = position(axis, len(shape))
        if fault is not None or place is None:
            return fault
        if place in axes:
            return repeated_fault(call.axis_word, place)
        axes.append(place)
    if len(spacings) not in (0, 1, len(axes)):
        return Fault([], "one spacing, or one for each axis", str(len(spacings)))
    for axis in axes:
        if shape[axis] < order + 1:
            return too_small_fault(shape, axis, order + 1, why=f"(for edge_order={order})")
    return Accept([shape] * len(axes))


def area(call: Call) -> Outcome:
    """The area under values sampled along an axis, at the places `x`."""
    shape = call.shape("input")
    if shape is None:
        return None
    found = few_axes_fault(shape, 1) or along(call, -1)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    places = call.shape("x")
    if places is not None and places != shape:
        # One difference of places, or of values, stretches to any number of the other.
        if len(places) != 1 or places[0] < 1 or shape[axis] < 1 or 2 in (places[0], shape[axis]):
            return None
        if places[0] != shape[axis]:
            return shape_fault("x", (shape[axis],), places, f"one place for each entry of axis {axis} of its input")
    return Accept([(*shape[:axis], *shape[axis + 1 :])])


def differences(call: Call) -> Outcome:
    """The differences of neighbours among all elements in a row, with what is put at either end."""
    shape = call.shape("input")
    if shape is None:
        return None
    count = larger(product(shape) - 1, 0)
    for name in ("to_begin", "to_end"):
        count = count + product(call.shape(name) or ()) if name in call.operands else count
    return Accept([(count,)])


RULES: dict[str, Rule] = {
    **dict.fromkeys(("array_cov", "array_corrcoef"), covariance),
    "array_histogram": histogram,
    "array_gradient": gradient,
    "array_trapezoid": area,
    "array_ediff1d": differences,
}
