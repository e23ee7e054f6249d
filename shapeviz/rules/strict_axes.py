"""Axes named one by one, where a single number has none: concatenation, reduction, sorting, splitting.

These are the operations whose edge cases libraries decide differently. Here an axis must lie in the operand, a single
number has no axis to name, an empty vector counts like any other tensor, and only an axis of size 1 can be squeezed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeviz.rules.along import few_axes_fault, size_fault, too_small_fault
from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import multiple_fault
from shapeviz.rules.joining import cat
from shapeviz.rules.wording import counted, listed, shape_text
from shapeviz.shapes.shape import Shape, replaced
from shapeviz.shapes.unknown import pinned

REDUCTIONS = ("sum", "mean", "prod", "max", "min", "any", "all", "logsumexp", "std", "variance")
ALONG = ("softmax", "log_softmax", "cumsum", "cumprod", "cumulative_logsumexp", "sort", "argsort")


def strict_axis(shape: Shape, axis: int, *, operand: str = "input", extra: int = 0) -> int | Fault:
    """The axis counted from the front, or the fault of naming one that the operand does not have.

    `extra` counts the axes that the operation itself adds.

    >>> strict_axis((4, 6), -1), strict_axis((), 0).expects
    (1, 'an input with at least 1 axis (for axis 0)')
    """
    rank = len(shape) + extra
    if -rank <= axis < rank:
        return axis % rank
    needed = (axis + 1 if axis >= 0 else -axis) - extra
    if rank == 0:
        return few_axes_fault(shape, needed, operand=operand, why=f"(for axis {axis})") or Fault([], "an axis", "none")
    return Fault(
        [AxisProblem(operand, None, needed, len(shape), "axes")],
        f"an axis from {-rank} to {rank - 1}, as its {operand} has {counted(len(shape), 'axis')}",
        str(axis),
        {operand: (1,) * (needed - len(shape)) + shape},
    )


def strict_axes(shape: Shape, axes: Sequence[int], *, operand: str = "input") -> list[int] | Fault:
    """Several axes counted from the front, each named once."""
    places: list[int] = []
    for axis in axes:
        place = strict_axis(shape, axis, operand=operand)
        if isinstance(place, Fault):
            return place
        if place in places:
            return Fault([], "each axis once", f"axis {place} twice")
        places.append(place)
    return places


def reduce(call: Call) -> Outcome:
    """The axes of `dim` taken away, or all of them if there is none; `keepdim` leaves them with size 1."""
    shape, axis = call.shape("input"), call.attribute("dim")
    if shape is None:
        return None
    axes = list(range(len(shape))) if axis is None else strict_axes(shape, sizes_of(axis))
    if isinstance(axes, Fault):
        return axes
    return Accept([without(shape, axes, keep=bool(call.attribute("keepdim", False)))])


def moments(call: Call) -> Outcome:
    """The mean and the variance over the axes of `dim`."""
    outcome = reduce(call)
    return Accept(outcome.outputs * 2) if isinstance(outcome, Accept) else outcome


def without(shape: Shape, axes: Sequence[int], *, keep: bool = False) -> Shape:
    """The shape with these axes taken away, or with size 1 in their place.

    >>> without((4, 5, 6), [1]), without((4, 5, 6), [1], keep=True)
    ((4, 6), (4, 1, 6))
    """
    return tuple(1 if axis in axes else size for axis, size in enumerate(shape) if keep or axis not in axes)


def extreme_place(call: Call) -> Outcome:
    """Where the largest or smallest along an axis is; nothing is the largest of no elements."""
    found = _along(call)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    return too_small_fault(shape, axis, 1) if shape[axis] == 0 else Accept([without(shape, [axis])])


def along_axis(call: Call) -> Outcome:
    """The input's shape; `dim` must be one of its axes."""
    found = _along(call)
    return Accept([found[0]]) if isinstance(found, tuple) else found


def _along(call: Call) -> tuple[Shape, int] | Fault | None:
    shape, axis = call.shape("input"), call.attribute("dim")
    if shape is None or not isinstance(axis, int):
        return None
    place = strict_axis(shape, axis)
    return place if isinstance(place, Fault) else (shape, place)


def top_k(call: Call) -> Outcome:
    """The `k` largest along the last axis, and where they are."""
    shape, k = call.shape("input"), call.attribute("k", 1)
    if shape is None or not isinstance(k, int):
        return None
    fault = few_axes_fault(shape, 1)
    if fault is None and k > shape[-1]:
        fault = too_small_fault(shape, len(shape) - 1, k, why=f"(for k={k})")
    return fault or Accept([replaced(shape, -1, k)] * 2)


def squeeze(call: Call) -> Outcome:
    """Axes of size 1 taken away: all of them, or those that `dim` names, which must have size 1."""
    shape, axis = call.shape("input"), call.attribute("dim")
    if shape is None:
        return None
    if axis is None or axis in ([], ()):
        return Accept([tuple(size for size in shape if size != 1)])
    axes: list[int] = []
    for number in sizes_of(axis):
        place = strict_axis(shape, number)
        if isinstance(place, Fault):
            return place
        axes.append(place)
    wide = next((axis for axis in axes if shape[axis] != 1), None)
    return Accept([without(shape, axes)]) if wide is None else size_fault(shape, wide, 1, why="to squeeze it")


def concatenate(call: Call) -> Outcome:
    """Equal sizes in every axis but `dim`, in which they add up. A tensor on its own stays as it is."""
    shapes, axis = call.shapes("tensors"), call.attribute("dim")
    if not shapes or not isinstance(axis, int):
        return None
    if len(shapes) == 1:
        return Accept(shapes)
    ranks = list(dict.fromkeys(len(shape) for shape in shapes))
    if (0,) in shapes and len(ranks) > 1:
        # Elsewhere an empty vector may be skipped, whatever the others are.
        usual = next(shape for shape in shapes if len(shape) != 1)
        odd = {f"tensors[{at}]": shape for at, shape in enumerate(shapes) if len(shape) != len(usual)}
        problems = [AxisProblem(name, None, len(usual), len(shape), "axes") for name, shape in odd.items()]
        return Fault(problems, "tensors with the same number of axes", listed(ranks), dict.fromkeys(odd, usual))
    return cat(Call("concatenate", call.operands, {"dim": axis}, axis_word=call.axis_word))


def unstack(call: Call) -> Outcome:
    """Every entry of an axis on its own."""
    found = _along(call)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    return Accept([without(shape, [axis])] * pinned(shape[axis]))


def split(call: Call) -> Outcome:
    """A number of equal pieces, or pieces of the sizes that are given, one of which may be -1."""
    found, pieces = _along(call), call.attribute("pieces")
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    if isinstance(pieces, Sequence):
        return _in_sizes(shape, axis, sizes_of(pieces))
    if pieces < 1:
        return Fault([], "at least 1 piece", str(pieces))
    fault = multiple_fault("input", shape, axis, pieces, "its pieces")
    return fault or Accept([replaced(shape, axis, shape[axis] // pieces)] * pinned(pieces))


def _in_sizes(shape: Shape, axis: int, sizes: Shape) -> Outcome:
    known: Any = sum(size for size in sizes if size != -1)
    why = f"(for pieces {shape_text(sizes)})"
    if sum(size == -1 for size in sizes) > 1 or any(size < -1 for size in sizes):
        return Fault([], "pieces of at least 0, one of which may be -1", shape_text(sizes))
    if -1 not in sizes:
        split_up = [replaced(shape, axis, size) for size in sizes]
        return Accept(split_up) if known == shape[axis] else size_fault(shape, axis, known, why=why)
    if known > shape[axis]:
        return too_small_fault(shape, axis, known, why=why)
    return Accept([replaced(shape, axis, shape[axis] - known if size == -1 else size) for size in sizes])


RULES: dict[str, Rule] = {
    **dict.fromkeys((f"strict_{name}" for name in REDUCTIONS), reduce),
    "strict_moments": moments,
    **dict.fromkeys(("strict_argmax", "strict_argmin"), extreme_place),
    **dict.fromkeys((f"strict_{name}" for name in ALONG), along_axis),
    "top_k": top_k,
    "strict_squeeze": squeeze,
    "strict_concat": concatenate,
    "strict_unstack": unstack,
    "strict_split": split,
}
