"""Numbers looked up among limits, drawn by weight, counted, and written as ones among zeros."""

from __future__ import annotations

from shapeviz.rules.along import too_small_fault
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault, shape_fault
from shapeviz.shapes.shape import replaced


def one_hot(call: Call) -> Outcome:
    """A row of `num_classes` for each number. Without it, the largest number decides."""
    shape, classes = call.shape("input"), call.attribute("num_classes", -1)
    if shape is None:
        return None
    dtype = call.dtypes.get("input", "int64")
    if dtype != "int64":
        return Fault([], "an input of int64 numbers", dtype)
    return None if classes < 1 else Accept([(*shape, classes)])


def multinomial(call: Call) -> Outcome:
    """`num_samples` drawn by weight, from a vector or for each row of a matrix."""
    shape, samples = call.shape("input"), call.attribute("num_samples")
    fault = rank_fault(call, "input", [1, 2])
    if shape is None or fault is not None:
        return fault
    if samples < 1:
        return Fault([], "at least 1 sample", str(samples))
    if not call.attribute("replacement", False) and samples > shape[-1]:
        return too_small_fault(shape, len(shape) - 1, samples, why=f"(for num_samples={samples} without replacement)")
    return Accept([(*shape[:-1], samples)])


def bucketize(call: Call) -> Outcome:
    """For each number, its place among the limits in a vector."""
    return rank_fault(call, "boundaries", [1]) or Accept([call.shape("input") or ()])


def searchsorted(call: Call) -> Outcome:
    """For each number, its place in a sorted vector, or in the sorted row that stands in its place."""
    rows, values = call.shape("sorted_sequence"), call.shape("input") or ()
    if rows is None or len(rows) == 1:
        return None if rows is None else Accept([values])
    if len(rows) != len(values) or not rows:
        ranks = [rank for rank in (1, len(values)) if rank]
        return rank_fault(call, "sorted_sequence", ranks, why="(one row, or as many axes as input has)")
    for axis, (wanted, size) in enumerate(zip(values[:-1], rows[:-1], strict=True)):
        if wanted != size:
            problem = AxisProblem("sorted_sequence", axis, wanted, size)
            expects = f"{wanted} in axis {axis} of sorted_sequence, as in input"
            return Fault([problem], expects, str(size), {"sorted_sequence": replaced(rows, axis, wanted)})
    return Accept([values])


def bincount(call: Call) -> Outcome:
    """How often each number occurs in a vector: the largest decides how many counts there are."""
    shape, weights = call.shape("input"), call.shape("weights")
    fault = rank_fault(call, "input", [1])
    if shape is None or fault is not None or weights is None or weights == shape:
        return fault
    return shape_fault("weights", shape, weights, "one for each number of input")


def histc(call: Call) -> Outcome:
    """How many numbers lie in each of `bins` intervals."""
    return None if call.shape("input") is None else Accept([(call.attribute("bins", 100),)])


def known_from_data(call: Call) -> Outcome:
    """What comes out has as many entries as the data says, which is not known from shapes."""
    return None


RULES: dict[str, Rule] = {
    "one_hot": one_hot,
    "multinomial": multinomial,
    "bucketize": bucketize,
    "searchsorted": searchsorted,
    "bincount": bincount,
    "histc": histc,
    **dict.fromkeys(("nonzero", "argwhere", "unique", "unique_consecutive"), known_from_data),
}
