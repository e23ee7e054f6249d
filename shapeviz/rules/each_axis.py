"""One argument for each axis, or for the axes named: repeating, padding, cutting out, stretching, turning round."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.along import few_axes_fault, too_small_fault
from shapeviz.rules.arguments import position, sizes_of, with_rank
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.strict_axes import strict_axes, strict_axis
from shapeviz.rules.windows import at_least_fault
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import broadcast, product, replaced


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


RULES: dict[str, Rule] = {
    "tile_each": tile,
    "repeat_entries": repeat,
    "pad_each": pad,
    "slice_each": cut,
    "stretch_to": stretch,
    "reverse": reverse,
    "roll_along": roll,
}
