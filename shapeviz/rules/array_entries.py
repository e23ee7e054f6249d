"""Entries of arrays taken, put in order, looked up and chosen between."""

from __future__ import annotations

from shapeviz.rules.along import along, too_small_fault
from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import rank_fault, shape_fault
from shapeviz.rules.gathering import take_along_dim
from shapeviz.shapes.shape import broadcast, product


def take(call: Call) -> Outcome:
    """The entries that `indices` name along an axis, or among all elements in a row."""
    shape, indices, dim = call.shape("input"), call.shape("indices"), call.attribute("dim")
    if shape is None or indices is None or (dim is not None and not shape):
        return None
    if dim is None:
        empty = product(shape) == 0 and product(indices) != 0
        return Fault([], "an input that is not empty", "no elements") if empty else Accept([indices])
    found = along(call)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    if shape[axis] == 0 and product(indices) != 0:
        return too_small_fault(shape, axis, 1)
    return Accept([(*shape[:axis], *indices, *shape[axis + 1 :])])


def take_along_axis(call: Call) -> Outcome:
    """Entries along an axis; in all other axes `indices` and the input broadcast."""
    shape, indices = call.shape("input"), call.shape("indices")
    if shape is None or indices is None or 0 in (*shape, *indices):
        return None
    if call.attribute("dim") is None:
        return rank_fault(call, "indices", [1]) or Accept([indices])
    return take_along_dim(call)


def sort(call: Call) -> Outcome:
    """The entries of an axis in order, or all elements in a row."""
    shape = call.shape("input")
    if shape is None or not shape:
        return None
    if call.attribute("dim") is None:
        return Accept([(product(shape),)])
    found = along(call)
    return Accept([shape]) if isinstance(found, tuple) else found


def partition(call: Call) -> Outcome:
    """The entries of an axis so that the `kth` stands where it would in order."""
    outcome, places = sort(call), call.attribute("kth")
    if not isinstance(outcome, Accept) or places is None:
        return outcome if isinstance(outcome, Fault) else None
    if call.attribute("dim") is None:
        return None
    found = along(call)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    if product(shape) == 0:
        return None
    for place in sizes_of(places):
        needed = place + 1 if place >= 0 else -place
        if shape[axis] < needed:
            return too_small_fault(shape, axis, needed, why=f"(for kth={place})")
    return outcome


def search(call: Call) -> Outcome:
    """Where the values of `input` belong in a vector in order."""
    values = call.shape("input")
    return None if values is None else rank_fault(call, "sorted_sequence", [1]) or Accept([values])


def interpolate(call: Call) -> Outcome:
    """Values at the places of `input`, between the values `fp` at the places `xp`."""
    shape, places, values = call.shape("input"), call.shape("xp"), call.shape("fp")
    if shape is None or places is None or values is None:
        return None
    fault = rank_fault(call, "xp", [1]) or rank_fault(call, "fp", [1])
    if fault is None and values != places:
        fault = shape_fault("fp", places, values, "one value for each place in xp")
    if fault is None and places[0] == 0:
        return None
    return fault or Accept([shape])


def keep_shape(call: Call) -> Outcome:
    """The input's shape, whatever else is given."""
    shape = call.shape("input")
    return None if shape is None else Accept([shape])


def together(call: Call) -> Outcome:
    """All operands broadcast, those that choose and those that are chosen between."""
    shapes = call.named_shapes()
    result = broadcast(shapes.values())
    return broadcast_fault(shapes) if result is None else Accept([result]) if shapes else None


def select(call: Call) -> Outcome:
    """For each element the first of the choices whose condition is true: as many of one as of the other."""
    conditions, choices = call.shapes("conditions"), call.shapes("choices")
    if len(conditions) != len(choices):
        return Fault([], f"as many choices as conditions, which are {len(conditions)}", str(len(choices)))
    return together(call) if conditions else None


RULES: dict[str, Rule] = {
    "array_take": take,
    "array_take_along_axis": take_along_axis,
    **dict.fromkeys(("array_sort", "array_argsort", "array_unwrap"), sort),
    **dict.fromkeys(("array_partition", "array_argpartition"), partition),
    **dict.fromkeys(("array_searchsorted", "array_digitize"), search),
    "array_interp": interpolate,
    "array_isin": keep_shape,
    "array_choose": together,
    "array_select": select,
}
