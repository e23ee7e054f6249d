"""The layers of Keras that rearrange what belongs to one sample, and leave the batch alone."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.nearest import element_count
from shapeviz.rules.wording import times
from shapeviz.shapes.shape import Shape, product


def reshape(call: Call) -> Outcome:
    """As many elements of each sample before as after; one size may be -1, for what is left over."""
    shape = call.shape("inputs")
    if shape is None:
        return None
    target: Shape = tuple(call.attribute("target_shape"))
    fault = few_axes_fault(shape, 1, why="(the batch)", operand="inputs")
    if fault is not None:
        return fault
    batch, sample = shape[0], shape[1:]
    total, known = product(sample), product(size for size in target if size != -1)
    if -1 not in target:
        return Accept([(batch, *target)]) if known == total else _count_fault(batch, sample, target)
    if known == 0:
        return None
    if total % known:
        return _multiple_fault(batch, sample, target, known)
    return Accept([(batch, *(total // known if size == -1 else size for size in target))])


def _count_fault(batch: int, sample: Shape, target: Shape) -> Fault:
    count, total = product(target), product(sample)
    mended = element_count(sample, count) or target
    return Fault(
        [AxisProblem("inputs", None, batch * count, batch * total, "elements")],
        f"{_factors(target, ' elements')} for each sample of its inputs",
        _factors(sample),
        {"inputs": (batch, *mended)},
    )


def _multiple_fault(batch: int, sample: Shape, target: Shape, known: int) -> Fault:
    """The fault of an element count that the given sizes do not divide."""
    total = product(sample)
    nearest = max(round(total / known), 1) * known
    mended = element_count(sample, nearest) or tuple(nearest // known if size == -1 else size for size in target)
    return Fault(
        [AxisProblem("inputs", None, batch * nearest, batch * total, "elements")],
        f"a multiple of {known} elements (for a target_shape of {times(target)}) for each sample of its inputs",
        _factors(sample),
        {"inputs": (batch, *mended)},
    )


def _factors(shape: Shape, unit: str = "") -> str:
    """How many elements, and the product that gives them where there is more than one factor."""
    count = product(shape)
    return f"{count}{unit} (= {times(shape)})" if len(shape) > 1 else f"{count}{unit}"


def flatten(call: Call) -> Outcome:
    """All axes but the batch made one."""
    shape = call.shape("inputs")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 1, why="(the batch)", operand="inputs")
    return fault or Accept([(shape[0], product(shape[1:]))])


def permute(call: Call) -> Outcome:
    """The axes of a sample in another order; `dims` counts them from 1."""
    shape = call.shape("inputs")
    if shape is None:
        return None
    dims: Shape = tuple(call.attribute("dims"))
    fault = rank_fault(call, "inputs", [len(dims) + 1], why="(batch and one for each of its dims)")
    return fault or Accept([(shape[0], *(shape[axis] for axis in dims))])


def repeat_vector(call: Call) -> Outcome:
    """Each vector of the batch `n` times, one after the other."""
    shape = call.shape("inputs")
    if shape is None:
        return None
    fault = rank_fault(call, "inputs", [2], why="(batch × features)")
    return fault or Accept([(shape[0], call.attribute("n"), shape[1])])


RULES: dict[str, Rule] = {
    "keras_reshape": reshape,
    "keras_flatten": flatten,
    "permute_axes": permute,
    "repeat_vector": repeat_vector,
}
