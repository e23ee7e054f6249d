"""Entries of a tensor taken by numbers, cut out, repeated and surrounded, with one argument for each axis."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.along import few_axes_fault, too_small_fault
from shapeviz.rules.arguments import position, sizes_of, with_rank
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault, shape_fault
from shapeviz.rules.indices import Selection, selection
from shapeviz.rules.strict_axes import strict_axes, strict_axis
from shapeviz.rules.windows import at_least_fault
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape, broadcast, product, replaced
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


def tile(call: Call) -> Outcome:
    """Every axis repeated as often as `repeats` says for it."""
    shape, repeats = call.shape("input"), call.attribute("repeats")
    if shape is None or not isinstance(repeats, Sequence):
        return None
    counts = sizes_of(repeats)
    fault = rank_fault(call, "input", [len(counts)], why=f"(for multiples {shape_text(counts)})")
    return fault or Accept([tuple(size * count for size, count in zip(shape, counts, strict=True))])


def repeat(call: Call) -> Outcome:
    """Every entry of an axis, or of the flattened input, repeated in place: all as often, or each as `repeats` says."""
    shape, repeats, dim = call.shape("input"), call.attribute("repeats"), call.attribute("dim")
    if shape is None or repeats is None:
        return None
    if dim is None:
        shape, dim = (product(shape),), 0
    axis = strict_axis(shape, dim)
    if isinstance(axis, Fault):
        return axis
    if not isinstance(repeats, Sequence):
        return Accept([replaced(shape, axis, shape[axis] * repeats)])
    counts = sizes_of(repeats)
    if len(counts) == 1:
        return Accept([replaced(shape, axis, shape[axis] * counts[0])])
    if len(counts) != shape[axis]:
        problem = AxisProblem("input", axis, len(counts), shape[axis])
        expects = f"{len(counts)} in axis {axis} of its input, one for each of its repeats"
        return Fault([problem], expects, str(shape[axis]), {"input": replaced(shape, axis, len(counts))})
    return Accept([replaced(shape, axis, sum(counts))])


def pad(call: Call) -> Outcome:
    """`pad` says for each axis how much is added before and after it."""
    shape, rows, mode = call.shape("input"), call.attribute("pad"), call.attribute("mode", "CONSTANT")
    if shape is None or not isinstance(rows, Sequence):
        return None
    amounts = [(before, after) for before, after in rows]
    fault = rank_fault(call, "input", [len(amounts)], why=f"(for paddings of {counted(len(amounts), 'axis')})")
    if fault is not None:
        return fault
    edge = {"REFLECT": 1, "SYMMETRIC": 0}.get(str(mode).upper())
    if edge is not None:
        least = [max(before, after) + edge if before or after else 0 for before, after in amounts]
        fault = at_least_fault("input", shape, least, f"{str(mode).lower()} padding")
    return fault or Accept([tuple(size + sum(edges) for size, edges in zip(shape, amounts, strict=True))])


def cut(call: Call) -> Outcome:
    """From each axis `size` entries from `begin` on; a size of -1 takes what is left."""
    shape, begin, size = call.shape("input"), call.attribute("begin"), call.attribute("size")
    if shape is None or not isinstance(begin, Sequence) or not isinstance(size, Sequence):
        return None
    starts, lengths = sizes_of(begin), sizes_of(size)
    if len(starts) != len(lengths):
        return Fault([], "as many numbers in begin as in size", f"{len(starts)} and {len(lengths)}")
    fault = rank_fault(call, "input", [len(starts)], why=f"(for size {shape_text(lengths)})")
    if fault is not None:
        return fault
    taken: list[int] = []
    for axis, (start, length, whole) in enumerate(zip(starts, lengths, shape, strict=True)):
        if start < 0 or length < -1:
            return Fault([], "a begin of at least 0 and a size of at least -1", f"{start} and {length}")
        needed = start if length == -1 else start + length
        if needed > whole:
            return too_small_fault(shape, axis, needed, why=f"(for begin {start} and size {length})")
        taken.append(whole - start if length == -1 else length)
    return Accept([tuple(taken)])


def stretch(call: Call) -> Outcome:
    """Axes of size 1 stretched, and new axes put in front, to make the shape `size`."""
    shape, size = call.shape("input"), call.attribute("size")
    if shape is None or size is None:
        return None
    wanted = sizes_of(size)
    if len(shape) > len(wanted):
        expects = f"an input with at most {counted(len(wanted), 'axis')} (for shape {shape_text(wanted)})"
        problem = AxisProblem("input", None, len(wanted), len(shape), "axes")
        return Fault([problem], expects, str(len(shape)), {"input": with_rank(shape, len(wanted))})
    offset = len(wanted) - len(shape)
    for axis, size in enumerate(shape):
        goal = wanted[axis + offset]
        together = broadcast([(size,), (goal,)])
        if together is None or together[0] != goal:
            expects = f"{goal} (or 1) in axis {axis} of its input (for shape {shape_text(wanted)})"
            problem = AxisProblem("input", axis, goal, size)
            return Fault([problem], expects, str(size), {"input": replaced(shape, axis, goal)})
    return Accept([wanted])


def reverse(call: Call) -> Outcome:
    """The entries of some axes the other way round."""
    shape, dims = call.shape("input"), call.attribute("dims")
    if shape is None or not isinstance(dims, Sequence):
        return None
    axes = strict_axes(shape, sizes_of(dims))
    return axes if isinstance(axes, Fault) else Accept([shape])


def roll(call: Call) -> Outcome:
    """The entries moved on by `shifts` along `dims`."""
    shape, dims, shifts = call.shape("input"), call.attribute("dims"), call.attribute("shifts")
    if shape is None or dims is None or shifts is None:
        return None
    axes = sizes_of(dims)
    if len(axes) != len(sizes_of(shifts)):
        return Fault([], f"{counted(len(axes), 'shift')} (as many as axes)", str(len(sizes_of(shifts))))
    fault = few_axes_fault(shape, 1)
    missing = next((axis for axis in axes if position(axis, len(shape)) is None), None)
    if fault is not None or missing is None:
        return fault or Accept([shape])
    found = strict_axis(shape, missing)
    return found if isinstance(found, Fault) else None


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
    "tile_each": tile,
    "repeat_entries": repeat,
    "pad_each": pad,
    "slice_each": cut,
    "stretch_to": stretch,
    "reverse": reverse,
    "roll_along": roll,
    "strided_slice": part,
    "assign": assign,
    "matrix_diag": band,
    "matrix_trace": diagonal,
}
