"""The normalisations of Keras, whose `axis` says which axes have weights or statistics of their own."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import axis_fault, multiple_fault, rank_fault
from shapeviz.rules.input_specs import sizes_fault
from shapeviz.shapes.shape import Shape, broadcast, product


def batch_normalization(call: Call) -> Outcome:
    """Each entry of `axis` is normalised over all the rest; a first call settles the number of axes and their size."""
    shape = call.shape("inputs")
    if shape is None:
        return None
    return _settled_fault(call, shape, call.shape("moving_mean")) or Accept([shape])


def group_normalization(call: Call) -> Outcome:
    """As a batch normalisation, but each sample alone, and the entries of `axis` in equal groups."""
    shape = call.shape("inputs")
    if shape is None or len(shape) < 2:
        return None
    fault = _settled_fault(call, shape, call.shape("gamma") or call.shape("beta"))
    axis, groups = position(call.attribute("axis", -1), len(shape)), call.attribute("groups", 1)
    if fault is None and axis is not None and groups != -1:
        fault = multiple_fault("inputs", shape, axis, groups, "its groups")
    return fault or Accept([shape])


def _settled_fault(call: Call, shape: Shape, weight: Shape | None) -> Fault | None:
    """The fault of another number of axes, or of another size in `axis`, than those that the layer was built for."""
    axis, rank = call.attribute("axis", -1), call.attribute("rank")
    if rank is None:
        return axis_fault("inputs", shape, axis, keyword=call.axis_word)
    fault = rank_fault(call, "inputs", [rank], why="(as in its first call)")
    return fault or (None if weight is None else sizes_fault("inputs", shape, [axis], weight))


def layer_normalization(call: Call) -> Outcome:
    """Each sample is normalised over the axes in `axis`, for which there are weights."""
    shape = call.shape("inputs")
    if shape is None:
        return None
    axes = sizes_of(call.attribute("axis", -1))
    fault = _axes_fault(call, shape, axes)
    if fault is not None or not _are_last(axes, shape):
        return fault
    weight = call.shape("gamma") or call.shape("beta")
    fault = None if weight is None else sizes_fault("inputs", shape, axes, weight)
    if fault is not None and weight is not None and product(weight) == product(shape[axis] for axis in axes):
        return None  # in another shape, but of as many elements: some backends reshape such weights
    return fault or Accept([shape])


def rms_normalization(call: Call) -> Outcome:
    """Each sample is divided by its size along the last axes, for which there is a scale."""
    shape, scale = call.shape("inputs"), call.shape("scale")
    if shape is None:
        return None
    axes = sizes_of(call.attribute("axis", -1))
    fault = _axes_fault(call, shape, axes)
    if fault is not None or not _are_last(axes, shape):
        return fault
    fault = None if scale is None else sizes_fault("inputs", shape, axes, scale)
    if fault is not None and scale is not None and broadcast([shape, scale]) is not None:
        return None  # some backends stretch a size of 1
    return fault or Accept([shape])


def _axes_fault(call: Call, shape: Shape, axes: Shape) -> Fault | None:
    """The fault of the first of these axes that the inputs do not have, or None."""
    faults = (axis_fault("inputs", shape, axis, keyword=call.axis_word) for axis in axes)
    return next((fault for fault in faults if fault is not None), None)


def _are_last(axes: Shape, shape: Shape) -> bool:
    """Whether these are the last axes, in order. Along others the weights do not lie alike on all backends."""
    return [axis % len(shape) for axis in axes] == list(range(len(shape) - len(axes), len(shape)))


def unit_normalization(call: Call) -> Outcome:
    """Vectors along `axis` of length one."""
    shape = call.shape("inputs")
    if shape is None:
        return None
    return _axes_fault(call, shape, sizes_of(call.attribute("axis", -1))) or Accept([shape])


def feature_normalization(call: Call) -> Outcome:
    """Minus the mean, by the deviation, which lie along the axes that they were computed for."""
    shape, mean = call.shape("inputs"), call.shape("mean")
    if shape is None or mean is None:
        return None
    fault = broadcast_fault({"mean": mean, "inputs": shape})
    result = broadcast([shape, mean])
    if fault is None:
        return Accept([shape]) if result == shape else None
    problem = next(iter(fault.problems))
    expects = f"{problem.expected} in axis {problem.axis} of its inputs, as in the data that it was adapted to"
    return Fault(fault.problems, expects, str(problem.actual), fault.mended)


def prelu(call: Call) -> Outcome:
    """A slope for each place of a sample, or one that `shared_axes` share."""
    shape, alpha = call.shape("inputs"), call.shape("alpha")
    shared: Sequence[int] = call.attribute("shared_axes") or ()
    if shape is None or any(axis >= len(shape) for axis in shared):
        return None
    if alpha is None:
        return Accept([shape])
    fault = rank_fault(call, "inputs", [len(alpha) + 1], why="(as in its first call)")
    if fault is not None:
        return fault
    own = [axis for axis in range(1, len(shape)) if axis not in shared]
    sizes = tuple(alpha[axis - 1] for axis in own)
    fault = sizes_fault("inputs", shape, own, sizes)
    if fault is not None and not shared:
        # Nothing but the arithmetic refuses these, and that stretches sizes of 1.
        return None if broadcast([shape[1:], alpha]) is not None else fault
    return fault or Accept([shape])


RULES: dict[str, Rule] = {
    "batch_normalization": batch_normalization,
    "group_normalization": group_normalization,
    "layer_normalization": layer_normalization,
    "rms_normalization": rms_normalization,
    "unit_normalization": unit_normalization,
    "feature_normalization": feature_normalization,
    "keras_prelu": prelu,
}
