"""Sums, means, extremes and quantiles over axes as NumPy counts them; running sums."""

from __future__ import annotations

from dataclasses import replace

from shapeviz.rules.along import along
from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, rank_fault, repeated_fault, shape_fault
from shapeviz.shapes.shape import Shape, product, replaced

# Nothing is the largest of no elements.
EXTREMES = ("amax", "amin", "nanmax", "nanmin", "ptp")
PLACES = ("argmax", "argmin", "nanargmax", "nanargmin")
TOTALS = (
    "sum", "prod", "nansum", "nanprod", "mean", "nanmean", "std", "var", "nanstd", "nanvar", "all", "any",
    "median", "nanmedian", "count_nonzero",
)  # fmt: skip
RUNNING = ("cumsum", "cumprod", "nancumsum", "nancumprod")
QUANTILES = ("quantile", "percentile", "nanquantile", "nanpercentile")


def reduce(call: Call) -> Outcome:
    """The axes of `dim` taken away, or all of them; `keepdim` leaves them with size 1. No axes take nothing away."""
    shape = call.shape("input")
    axes = reduced_axes(call)
    if shape is None or not isinstance(axes, list):
        return axes if isinstance(axes, Fault) else None
    keep = bool(call.attribute("keepdim", False))
    kept = tuple(1 if axis in axes else size for axis, size in enumerate(shape) if keep or axis not in axes)
    if call.op in ("array_median", "array_nanmedian") and product(shape) == 0:
        return None  # which NumPy takes along some axes only
    return _empty_fault(call, shape, axes, kept) or Accept([kept])


def reduced_axes(call: Call) -> list[int] | Fault | None:
    """The axes that go, counted from the front, each named once; None where it is not known which."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None or isinstance(dim, list) or (dim is not None and not shape):
        return None  # a list is no axis, and a single number has some of the axes that one may name
    if dim is None:
        return list(range(len(shape)))
    axes: list[int] = []
    for axis in sizes_of(dim):
        fault = axis_fault("input", shape, axis, keyword=call.axis_word)
        place = position(axis, len(shape))
        if fault is not None or place is None:
            return fault
        if place in axes:
            return repeated_fault(call.axis_word, place)
        axes.append(place)
    return axes


def _empty_fault(call: Call, shape: Shape, axes: list[int], kept: Shape) -> Fault | None:
    name = call.op.removeprefix("array_")
    if name not in (*EXTREMES, *PLACES):
        return None
    empty = next((axis for axis in sorted(axes) if shape[axis] == 0), None)
    if empty is None or (name in EXTREMES and product(kept) == 0):
        return None
    expects = f"at least 1 in axis {empty} of its input"
    return Fault([AxisProblem("input", empty, 1, 0)], expects, "0", {"input": replaced(shape, empty, 1)})


def average(call: Call) -> Outcome:
    """A mean with `weights`: one for each element, or one for each entry of the axes that go."""
    outcome = reduce(call)
    shape, weights, axes = call.shape("input"), call.shape("weights"), reduced_axes(call)
    if not isinstance(outcome, Accept) or shape is None or not isinstance(axes, list):
        return outcome
    if product(shape) == 0 or (weights is not None and product(weights) == 0):
        return None
    if weights is not None and weights != shape:
        whole = call.attribute("dim") is None
        wanted = shape if whole else tuple(shape[axis] for axis in axes)
        if weights != wanted:
            meaning = "one for each element" if whole else f"one for each entry along {call.axis_word}"
            return shape_fault("weights", wanted, weights, meaning)
    return Accept(outcome.outputs * (2 if call.attribute("returned", False) else 1))


def quantile(call: Call) -> Outcome:
    """Quantiles over axes; the axes of `q` come in front."""
    outcome, q = reduce(call), call.shape("q")
    if not isinstance(outcome, Accept) or q is None:
        return outcome if isinstance(outcome, Fault) else None
    if 0 in (*q, *(call.shape("input") or ())) or "weights" in call.operands:
        return None
    return Accept([(*q, *outcome.outputs[0])])


def running(call: Call) -> Outcome:
    """Sums or products so far along an axis, or of the whole as one row."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None or not (shape or dim is None):
        return None
    if dim is None:
        return Accept([(product(shape),)])
    return axis_fault("input", shape, dim, keyword=call.axis_word) or Accept([shape])


def cumulative(call: Call) -> Outcome:
    """`cumulative_sum`: only a vector may leave out the axis; `include_initial` puts one entry more in front."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if not shape:
        return None
    if dim is None and len(shape) > 1:
        return rank_fault(call, "input", [1], why=f"as it is given no {call.axis_word}")
    found = along(replace(call, attributes={**call.attributes, "dim": dim or 0}))
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    return Accept([replaced(shape, axis, shape[axis] + 1) if call.attribute("include_initial", False) else shape])


RULES: dict[str, Rule] = {
    **{f"array_{name}": reduce for name in (*TOTALS, *EXTREMES, *PLACES)},
    "array_average": average,
    **{f"array_{name}": quantile for name in QUANTILES},
    **{f"array_{name}": running for name in RUNNING},
    **dict.fromkeys(("array_cumulative_sum", "array_cumulative_prod"), cumulative),
    "array_accumulate": running,
}
