"""Axes put in another order, put in and taken away as NumPy does it."""

from __future__ import annotations

from dataclasses import replace

from shapeviz.rules.along import few_axes_fault, size_fault
from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.axes import expand, permute
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.diagonals import diagonal
from shapeviz.rules.faults import axis_fault, repeated_fault
from shapeviz.rules.flipping import flip
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import product, replaced


def transpose(call: Call) -> Outcome:
    """All axes the other way round, or in the order of `dims`."""
    shape, dims = call.shape("input"), call.attribute("dims")
    if shape is None:
        return None
    return Accept([shape[::-1]]) if dims is None or dims == (None,) else permute(call)


def matrix_transpose(call: Call) -> Outcome:
    """The last two axes exchanged."""
    shape = call.shape("input")
    if shape is None:
        return None
    return few_axes_fault(shape, 2) or Accept([(*shape[:-2], *shape[:-3:-1])])


def rollaxis(call: Call) -> Outcome:
    """The axis `dim` moved before the axis that stood at `destination`."""
    shape, dim, start = call.shape("input"), call.attribute("dim"), call.attribute("destination")
    if shape is None:
        return None
    fault = axis_fault("input", shape, dim, keyword=call.axis_word)
    axis = position(dim, len(shape))
    if fault is not None or axis is None or not shape or not -len(shape) <= start <= len(shape):
        return fault
    start += len(shape) if start < 0 else 0
    place = start - (start > axis)
    rest = (*shape[:axis], *shape[axis + 1 :])
    return Accept([(*rest[:place], shape[axis], *rest[place:])])


def expand_dims(call: Call) -> Outcome:
    """Axes of size 1 put in where `dim` counts them in the result."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None or dim is None:
        return None
    dims = sizes_of(dim)
    rank = len(shape) + len(dims)
    places: list[int] = []
    for axis in dims:
        if not -rank <= axis < rank:
            return axis_fault("input", shape, axis, keyword=call.axis_word, extra=len(dims))
        if axis % rank in places:
            return repeated_fault(call.axis_word, axis % rank)
        places.append(axis % rank)
    sizes = iter(shape)
    return Accept([tuple(1 if at in places else next(sizes) for at in range(rank))])


def squeeze(call: Call) -> Outcome:
    """Axes of size 1 taken away: all of them, or those that `dim` names, which must have size 1."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None or (dim is not None and not shape):
        return None
    if dim is None:
        return Accept([tuple(size for size in shape if size != 1)])
    places: list[int] = []
    for axis in sizes_of(dim):
        place = position(axis, len(shape))
        if place is None:
            return axis_fault("input", shape, axis, keyword=call.axis_word)
        if place in places:
            return repeated_fault(call.axis_word, place)
        places.append(place)
    wide = next((axis for axis in places if shape[axis] != 1), None)
    if wide is not None:
        return size_fault(shape, wide, 1, why="to squeeze it")
    return Accept([tuple(size for axis, size in enumerate(shape) if axis not in places)])


def broadcast_to(call: Call) -> Outcome:
    """Axes of size 1 stretched to the sizes of `shape`; new axes come in front."""
    sizes = sizes_of(call.attribute("shape"))
    negative = next((size for size in sizes if size < 0), None)
    if negative is not None:
        return Fault([], "sizes of at least 0", str(negative))
    return expand(replace(call, attributes={"size": sizes}))


def ravel(call: Call) -> Outcome:
    """All elements in a row."""
    shape = call.shape("input")
    return None if shape is None else Accept([(product(shape),)])


def resized(call: Call) -> Outcome:
    """The elements in any other shape, repeated as often as it takes."""
    wanted = call.attribute("shape")
    return None if wanted is None or call.shape("input") is None else Accept([sizes_of(wanted)])


def flipped(call: Call) -> Outcome:
    """The axes of `dims`, or all of them, the other way round."""
    shape, dims = call.shape("input"), call.attribute("dims")
    if shape is None or (dims is not None and not shape):
        return None
    return Accept([shape]) if dims is None else flip(call)


def roll(call: Call) -> Outcome:
    """The entries moved on along axes, by one shift for each or one for all; or the whole as one row."""
    shape, dims = call.shape("input"), call.attribute("dims")
    if shape is None or (dims is not None and not shape):
        return None
    if dims is None:
        return Accept([shape])
    shifts, axes = sizes_of(call.attribute("shifts")), sizes_of(dims)
    if len(shifts) != len(axes) and 1 not in (len(shifts), len(axes)):
        return Fault([], f"{counted(len(axes), 'shift')} (as many as {call.axis_word})", str(len(shifts)))
    faults = (axis_fault("input", shape, axis, keyword=call.axis_word) for axis in axes)
    return next((fault for fault in faults if fault is not None), Accept([shape]))


def triangle(call: Call) -> Outcome:
    """`tril` and `triu`: matrices with zeros on one side of the diagonal. A vector counts as each of its rows."""
    shape = call.shape("input")
    if shape is None:
        return None
    return few_axes_fault(shape, 1) or Accept([shape if len(shape) > 1 else shape * 2])


def diagonal_of_plane(call: Call) -> Outcome:
    """The diagonal of the plane of two axes, as a new last axis."""
    shape = call.shape("input")
    return None if shape is None else few_axes_fault(shape, 2) or diagonal(call)


def trace(call: Call) -> Outcome:
    """The sum of the diagonal of the plane of two axes."""
    outcome = diagonal_of_plane(call)
    return Accept([outcome.outputs[0][:-1]]) if isinstance(outcome, Accept) else outcome


def repeat(call: Call) -> Outcome:
    """Every entry of an axis, or of the whole as one row, repeated: all as often, or each as often as it says."""
    shape, dim, repeats = call.shape("input"), call.attribute("dim"), call.attribute("repeats")
    if shape is None or repeats is None or (dim is not None and not shape):
        return None
    shape = (product(shape),) if dim is None else shape
    fault = axis_fault("input", shape, dim or 0, keyword=call.axis_word)
    axis = position(dim or 0, len(shape))
    if fault is not None or axis is None:
        return fault
    counts = sizes_of(repeats)
    negative = next((count for count in counts if count < 0), None)
    if negative is not None:
        return Fault([], "repeats of at least 0", str(negative))
    if len(counts) == 1:
        return Accept([replaced(shape, axis, shape[axis] * counts[0])])
    if len(counts) != shape[axis]:
        if dim is None:
            wanted = counted(int(shape[axis]), "number")
            return Fault([], f"{wanted} in repeats, one for each element", str(len(counts)))
        # The numbers are written down, so it is the array that has to follow them.
        return size_fault(shape, axis, len(counts), why=f"(one for each of its {len(counts)} repeats)")
    return Accept([replaced(shape, axis, sum(counts))])


RULES: dict[str, Rule] = {
    "array_transpose": transpose,
    "array_mT": matrix_transpose,
    "array_rollaxis": rollaxis,
    "array_expand_dims": expand_dims,
    "array_squeeze": squeeze,
    "array_broadcast_to": broadcast_to,
    **dict.fromkeys(("array_ravel", "array_flatten"), ravel),
    "array_resize": resized,
    "array_flip": flipped,
    "array_roll": roll,
    **dict.fromkeys(("array_tril", "array_triu"), triangle),
    "array_diagonal": diagonal_of_plane,
    "array_trace": trace,
    "array_repeat": repeat,
}
