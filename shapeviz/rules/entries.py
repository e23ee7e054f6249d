"""Entries of a tensor taken by numbers or slices, or written; vectors and diagonals of matrices."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import shape_fault
from shapeviz.rules.indices import Selection, selection
from shapeviz.rules.strict_axes import strict_axis
from shapeviz.shapes.shape import Shape, replaced
from shapeviz.shapes.unknown import pinned


def gather(call: Call) -> Outcome:
    """The entries along an axis that `index` names; the first `batch_dims` axes go together in both operands."""
    shape, index, batch = call.shape("input"), call.shape("index"), call.attribute("batch_dims", 0)
    if shape is None or index is None or not isinstance(batch, int) or batch < 0:
        return None
    dim = call.attribute("dim")
    fault = few_axes_fault(index, batch, operand="index", why=f"(for batch_dims={batch})")
    axis = strict_axis(shape, batch if dim is None else dim)
    if fault is not None or isinstance(axis, Fault):
        return fault or (axis if isinstance(axis, Fault) else None)
    if axis < batch:
        return None  # what then comes out differs from kernel to kernel
    fault = _batch_fault(shape, index, batch)
    return fault or Accept([(*shape[:axis], *index[batch:], *shape[axis + 1 :])])


def gather_places(call: Call) -> Outcome:
    """The parts of `input` that the rows of `index` name, each with a number for each of the first axes."""
    shape, index, batch = call.shape("input"), call.shape("index"), call.attribute("batch_dims", 0)
    if shape is None or index is None or not isinstance(batch, int) or batch < 0:
        return None
    fault = few_axes_fault(index, batch + 1, operand="index") or few_axes_fault(shape, batch + 1)
    if fault is not None:
        return fault
    depth = pinned(index[-1])
    if depth > len(shape) - batch:
        most = len(shape) - batch
        problem = AxisProblem("index", len(index) - 1, most, depth)
        expects = f"at most {most} in axis {len(index) - 1} of index, a number for each axis of its input"
        return Fault([problem], expects, str(depth), {"index": replaced(index, -1, most)})
    fault = _batch_fault(shape, index, batch)
    return fault or Accept([(*index[:-1], *shape[batch + depth :])])


def _batch_fault(shape: Shape, index: Shape, batch: int) -> Fault | None:
    """The fault of leading axes that do not go together."""
    for axis in range(batch):
        if shape[axis] != index[axis]:
            problem = AxisProblem("index", axis, shape[axis], index[axis])
            expects = f"{shape[axis]} in axis {axis} of index, as in its input (for batch_dims={batch})"
            return Fault([problem], expects, str(index[axis]), {"index": replaced(index, axis, shape[axis])})
    return None


def one_hot(call: Call) -> Outcome:
    """A new axis of `depth` entries, at the end or at `dim`."""
    shape, depth, dim = call.shape("input"), call.attribute("depth"), call.attribute("dim")
    if shape is None or not isinstance(depth, int):
        return None
    axis = strict_axis(shape, -1 if dim is None else dim, extra=1)
    return axis if isinstance(axis, Fault) else Accept([(*shape[:axis], depth, *shape[axis:])])


def part(call: Call) -> Outcome:
    """What numbers, slices, new axes and an ellipsis select; slices may go backwards."""
    shape, places = call.shape("input"), call.attribute("places")
    if shape is None or not isinstance(places, Sequence):
        return None
    forwards = [_forwards(place) if isinstance(place, slice) else place for place in places]
    found = selection(call, shape, forwards)
    return Accept([found.before]) if isinstance(found, Selection) else found


def _forwards(place: slice) -> slice | object:
    """A slice that takes as many entries, but forwards, where its bounds tell that without the size."""
    step = place.step
    if not isinstance(step, int) or step > 0:
        return place
    return slice(None, None, -step) if place.start is None and place.stop is None else "unknown"


def assign(call: Call) -> Outcome:
    """A value written to a variable, whose shape it must have."""
    shape, value = call.shape("input"), call.shape("value")
    if shape is None or value is None:
        return None
    return Accept([shape]) if shape == value else shape_fault("value", shape, value, "that of the variable")


def band(call: Call) -> Outcome:
    """Vectors laid on the diagonals of square matrices."""
    shape = call.shape("input")
    if shape is None:
        return None
    return few_axes_fault(shape, 1) or Accept([(*shape, shape[-1])])


def diagonal(call: Call) -> Outcome:
    """The diagonals of matrices, or with `trace` their sums."""
    shape = call.shape("input")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 2)
    return fault or Accept([shape[:-2]])


RULES: dict[str, Rule] = {
    "gather_along": gather,
    "gather_nd": gather_places,
    "one_hot_at": one_hot,
    "strided_slice": part,
    "assign": assign,
    "matrix_diag": band,
    "matrix_trace": diagonal,
}
