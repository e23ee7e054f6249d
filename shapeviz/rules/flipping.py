"""Entries in another order along their axes, and entries repeated in place."""

from __future__ import annotations

from shapeviz.rules.along import along, few_axes_fault
from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, rank_fault, repeated_fault, shape_fault
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape, product, replaced


def flip(call: Call) -> Outcome:
    """The axes of `dims` the other way round, each named once."""
    shape = call.shape("input")
    if shape is None:
        return None
    places: list[int] = []
    for dim in sizes_of(call.attribute("dims", ())):
        place = position(dim, len(shape))
        if place is None:
            return axis_fault("input", shape, dim, keyword=call.keyword("dims"))
        if place in places:
            return repeated_fault(call.keyword("dims"), place)
        places.append(place)
    return Accept([shape])


def flip_first(call: Call) -> Outcome:
    """`flipud` and `fliplr`: the first or the second axis the other way round."""
    shape = call.shape("input")
    if shape is None:
        return None
    return few_axes_fault(shape, 1 if call.op == "flipud" else 2) or Accept([shape])


def roll(call: Call) -> Outcome:
    """The entries moved on by `shifts` along `dims`, or the whole as one row."""
    shape = call.shape("input")
    if shape is None:
        return None
    shifts, dims = sizes_of(call.attribute("shifts")), sizes_of(call.attribute("dims") or ())
    if not dims and len(shifts) == 1:
        return Accept([shape])
    if len(shifts) != len(dims):
        return Fault([], f"{counted(len(dims), 'shift')} (as many as {call.keyword('dims')})", str(len(shifts)))
    if not shape or product(shape) == 0:
        return few_axes_fault(shape, 1) or Accept([shape])
    faults = (axis_fault("input", shape, dim, keyword=call.keyword("dims")) for dim in dims)
    return next((fault for fault in faults if fault is not None), Accept([shape]))


def rot90(call: Call) -> Outcome:
    """A quarter turn, `k` times, in the plane of the two axes `dims`."""
    shape = call.shape("input")
    dims = sizes_of(call.attribute("dims", (0, 1)))
    if shape is None:
        return None
    if len(dims) != 2:
        return Fault([], f"2 axes in {call.keyword('dims')}", str(len(dims)))
    fault = few_axes_fault(shape, 2)
    first, second = (position(dim, len(shape)) for dim in dims)
    for dim in dims:
        fault = fault or axis_fault("input", shape, dim, keyword=call.keyword("dims"))
    if fault is not None or first is None or second is None:
        return fault
    if first == second:
        return repeated_fault(call.keyword("dims"), first)
    if call.attribute("k", 1) % 2 == 0:
        return Accept([shape])
    return Accept([replaced(replaced(shape, first, shape[second]), second, shape[first])])


def repeat_interleave(call: Call) -> Outcome:
    """Every entry of an axis, or of the flattened input, repeated in place.

    Where `repeats` is a tensor, the length depends on its data unless `output_size` tells it.
    """
    shape, repeats = call.shape("input"), call.attribute("repeats")
    if shape is None:
        return None
    if call.attribute("dim") is None:
        shape, axis = (product(shape),), 0
    else:
        found = few_axes_fault(shape, 1) or along(call)
        if not isinstance(found, tuple):
            return found
        shape, axis = found
    if isinstance(repeats, int):
        if repeats < 0:
            return Fault([], "repeats of at least 0", str(repeats))
        return Accept([replaced(shape, axis, shape[axis] * repeats)])
    return _counted_for_each(call, shape, axis)


def _counted_for_each(call: Call, shape: Shape, axis: int) -> Outcome:
    """A number of repetitions for each entry, or a vector with one number for all."""
    repeats, length = call.shape("repeats"), call.attribute("output_size")
    if repeats is None:
        return None
    fault = rank_fault(call, "repeats", [1, 0])
    if fault is None and repeats and repeats[0] != shape[axis] and repeats[0] != 1:
        meaning = f"one for each entry of axis {axis}" if call.attribute("dim") is not None else "one for each element"
        fault = shape_fault("repeats", (shape[axis],), repeats, f"{meaning} of its input")
    if fault is not None:
        return fault
    return Accept([replaced(shape, axis, length)]) if isinstance(length, int) else None


RULES: dict[str, Rule] = {
    "flip": flip,
    **dict.fromkeys(("flipud", "fliplr"), flip_first),
    "roll": roll,
    "rot90": rot90,
    "repeat_interleave": repeat_interleave,
}
