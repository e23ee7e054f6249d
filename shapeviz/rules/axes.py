"""Axes taken away, put in, put in another order, and stretched."""

from __future__ import annotations

from shapeviz.rules.arguments import position, sizes_of, with_rank
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, rank_fault, repeated_fault
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape, replaced
from shapeviz.shapes.size import Size


def squeeze(call: Call) -> Outcome:
    """Axes of size 1 taken away: all of them, or those named in `dim`."""
    shape = call.shape("input")
    if shape is None:
        return None
    dim = call.attribute("dim")
    dims = range(len(shape)) if dim is None else sizes_of(dim)
    named = _positions(shape, dims, call.axis_word)
    if isinstance(named, Fault):
        return named
    return Accept([tuple(size for axis, size in enumerate(shape) if not (axis in named and size == 1))])


def unsqueeze(call: Call) -> Outcome:
    """An axis of size 1 put in at `dim`."""
    shape = call.shape("input")
    if shape is None:
        return None
    dim: int = call.attribute("dim")
    fault = axis_fault("input", shape, dim, keyword=call.axis_word, extra=1)
    axis = position(dim, len(shape) + 1)
    return fault if axis is None else Accept([(*shape[:axis], 1, *shape[axis:])])


def permute(call: Call) -> Outcome:
    """All axes in the order of `dims`."""
    shape = call.shape("input")
    if shape is None:
        return None
    dims = sizes_of(call.attribute("dims", ()))
    fault = rank_fault(call, "input", [len(dims)], why=f"(for dims {shape_text(dims)})")
    if fault is not None:
        return fault
    if any(position(dim, len(shape)) is None for dim in dims):
        wrong = next(dim for dim in dims if position(dim, len(shape)) is None)
        return Fault([], f"dims from {-len(shape)} to {len(shape) - 1}", str(wrong))
    order = _positions(shape, dims, "dims")
    return order if isinstance(order, Fault) else Accept([tuple(shape[axis] for axis in order)])


def transpose(call: Call) -> Outcome:
    """Two axes exchanged."""
    shape = call.shape("input")
    if shape is None:
        return None
    first, second = call.attribute("dim0"), call.attribute("dim1")
    word = call.axis_word
    names = ("dim0", "dim1") if word == "dim" else (f"{word}1", f"{word}2")
    fault = axis_fault("input", shape, first, keyword=names[0]) or axis_fault("input", shape, second, keyword=names[1])
    return fault or Accept([_exchanged(shape, first, second)])


def matrix_transpose(call: Call) -> Outcome:
    """`t`, `T`, `mT` and their conjugates: the last two axes, or for `T` all of them the other way round."""
    shape = call.shape("input")
    if shape is None:
        return None
    ranks = {"t": [2, 1, 0], "H": [2, 0]}.get(call.op)
    if call.op in ("mT", "mH") and len(shape) == 1:
        ranks = [2]
    fault = None if ranks is None else rank_fault(call, "input", ranks)
    if fault is not None:
        return fault
    return Accept([shape[::-1] if call.op == "T" or len(shape) < 2 else _exchanged(shape, -1, -2)])


def movedim(call: Call) -> Outcome:
    """The axes `source` moved to the places `destination`, the others kept in their order."""
    shape = call.shape("input")
    if shape is None:
        return None
    source = _positions(shape, sizes_of(call.attribute("source")), "source")
    destination = _positions(shape, sizes_of(call.attribute("destination")), "destination")
    for places in (source, destination):
        if isinstance(places, Fault):
            return places
    if isinstance(source, Fault) or isinstance(destination, Fault):
        return None
    if len(source) != len(destination):
        return Fault([], f"{counted(len(source), 'axis')} in destination, as in source", str(len(destination)))
    if not shape:
        return Accept([shape])
    rest = iter([axis for axis in range(len(shape)) if axis not in source])
    moved = dict(zip(destination, source, strict=True))
    order = [moved[axis] if axis in moved else next(rest) for axis in range(len(shape))]
    return Accept([tuple(shape[axis] for axis in order)])


def _exchanged(shape: Shape, first: int, second: int) -> Shape:
    if not shape:
        return shape
    return replaced(replaced(shape, first, shape[second]), second, shape[first])


def _positions(shape: Shape, dims: Shape | range, keyword: str) -> list[int] | Fault:
    """The axes counted from the front, each named once."""
    places: list[int] = []
    for dim in dims:
        fault = axis_fault("input", shape, dim, keyword=keyword)
        place = position(dim, len(shape))
        if fault is not None or place is None:
            return fault or Fault([], f"an axis for {keyword}", str(dim))
        if place in places:
            return repeated_fault(keyword, place)
        places.append(place)
    return places


def expand(call: Call) -> Outcome:
    """Axes of size 1 stretched to `size`; -1 keeps an axis, and new axes come in front."""
    shape = call.shape("input")
    other = call.shape("other")
    wanted = other if other is not None else call.attribute("size")
    if shape is None or wanted is None:
        return None
    sizes = sizes_of(wanted)
    extra = len(sizes) - len(shape)
    if extra < 0:
        return Fault(
            [AxisProblem("input", None, len(sizes), len(shape), "axes")],
            f"an input with at most {counted(len(sizes), 'axis')} (for sizes {shape_text(sizes)})",
            str(len(shape)),
            {"input": with_rank(shape, len(sizes))},
        )
    if any(size < 0 for size in sizes[:extra]) or any(size < -1 for size in sizes):
        return Fault([], "sizes of at least 0, or -1 where its input has an axis", shape_text(sizes))
    for axis, (goal, size) in enumerate(zip(sizes[extra:], shape, strict=True)):
        if goal != -1 and not _stretches(size, goal):
            expects = f"{goal} (or 1) in axis {axis} of its input (for sizes {shape_text(sizes)})"
            problem = AxisProblem("input", axis, goal, size)
            return Fault([problem], expects, str(size), {"input": replaced(shape, axis, goal)})
    kept = [size if goal == -1 else goal for goal, size in zip(sizes[extra:], shape, strict=True)]
    return Accept([(*sizes[:extra], *kept)])


def _stretches(size: int, goal: int) -> bool:
    """Whether an axis has `goal` entries, or one; sizes are compared only as far as the answer rests on it."""
    if not isinstance(size, Size) and size == 1:
        return True
    return size == goal if int(size) == int(goal) else size == 1


def repeat(call: Call) -> Outcome:
    """Each axis repeated; new axes come in front. `tile` also takes fewer numbers than there are axes."""
    shape = call.shape("input")
    if shape is None:
        return None
    counts = sizes_of(call.attribute("dims" if call.op == "tile" else "repeats"))
    if call.op == "tile":
        counts = (1,) * (len(shape) - len(counts)) + counts
    if any(count < 0 for count in counts):
        return Fault([], "repeats of at least 0", str(min(counts)))
    if len(counts) < len(shape):
        return Fault(
            [AxisProblem("input", None, len(counts), len(shape), "axes")],
            f"an input with at most {counted(len(counts), 'axis')} (for repeats {shape_text(counts)})",
            str(len(shape)),
            {"input": with_rank(shape, len(counts))},
        )
    padded = with_rank(shape, len(counts))
    return Accept([tuple(count * size for count, size in zip(counts, padded, strict=True))])


RULES: dict[str, Rule] = {
    "squeeze": squeeze,
    "unsqueeze": unsqueeze,
    "permute": permute,
    **dict.fromkeys(("transpose", "swapaxes", "swapdims"), transpose),
    **dict.fromkeys(("t", "T", "mT", "H", "mH", "adjoint"), matrix_transpose),
    **dict.fromkeys(("movedim", "moveaxis"), movedim),
    **dict.fromkeys(("expand", "broadcast_to", "expand_as"), expand),
    **dict.fromkeys(("repeat", "tile"), repeat),
}
