"""What stands between the brackets of `x[…]`, and which shape it selects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import EllipsisType

from shapeviz.rules.along import few_axes_fault, too_small_fault
from shapeviz.rules.core import AxisProblem, Call, Fault
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import shape_problems
from shapeviz.rules.slices import sliced
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape, broadcast, product, replaced


@dataclass(frozen=True, slots=True)
class Picks:
    """Several numbers, or a mask of truth values, in one place of an index.

    A tensor is an operand of its own, called `name`. Of a list, the `shape` and the `values` are known.
    """

    mask: bool
    name: str
    shape: Shape | None = None
    values: tuple[int, ...] = ()

    def shape_in(self, call: Call) -> Shape:
        """The shape of the list, or that of the operand."""
        return (call.shape(self.name) or ()) if self.shape is None else self.shape


Place = int | slice | Picks | EllipsisType | None


@dataclass(frozen=True, slots=True)
class Selection:
    """The shape of a selected part: `before`, then `picked`, then `after`.

    `picked` is None where a mask decides how many there are.
    """

    before: Shape
    picked: Shape | None
    after: Shape


@dataclass(slots=True)
class _Walk:
    """An index on its way through the axes: what is kept of them, with None where numbers or masks pick.

    With `numbers_pick` a single number is one of those, too; otherwise its axis was gone before. `gap` is where an
    ellipsis stood that stands for no axes, and still comes between those that pick.
    """

    kept: list[int | None] = field(default_factory=list[int | None])
    picked: dict[str, Shape] = field(default_factory=dict[str, Shape])
    open: bool = False
    axis: int = 0
    numbers_pick: bool = False
    gap: int | None = None


def selection(call: Call, shape: Shape, index: Sequence[object]) -> Selection | Fault | None:
    """Which part of `shape` an index selects; None where it holds something whose meaning is not known."""
    places = _spelled_out(call, shape, index)
    if not isinstance(places, list):
        return places
    # To NumPy a number picks like others as soon as there are others.
    numbers_pick = call.attribute("numbers_pick", False) and any(isinstance(place, (Picks, bool)) for place in places)
    if numbers_pick and 0 in shape:
        return None  # whether what picks nothing must lie in an empty array is not to be told from shapes
    walk = _Walk(numbers_pick=numbers_pick)
    for place in places:
        fault = _step(call, shape, place, walk)
        if fault is not None:
            return fault
    if walk.open and (walk.picked or sum(isinstance(place, Picks) and place.mask for place in places) > 1):
        return None  # whether numbers go with what the mask picks depends on its data
    return _together_fault(call, walk) or _selected(walk)


def _together_fault(call: Call, walk: _Walk) -> Fault | None:
    """The fault of numbers in several places that do not broadcast. Lists are taken to be right."""
    fault = broadcast_fault(dict(sorted(walk.picked.items(), key=lambda item: item[0] in call.operands)))
    if fault is None:
        return None
    problems = [problem for problem in fault.problems if problem.operand in call.operands]
    mended = {name: shape for name, shape in fault.mended.items() if name in call.operands}
    return Fault(problems, fault.expects, fault.gets, mended)


def _spelled_out(call: Call, shape: Shape, index: Sequence[object]) -> list[Place] | Fault | None:
    """The index with a place for each axis: the ellipsis stands for as many full slices as are left."""
    places = [place for place in index if isinstance(place, (int, slice, Picks, EllipsisType)) or place is None]
    dots = [at for at, place in enumerate(places) if place is Ellipsis]
    if len(places) < len(index) or len(dots) > 1 or not all(_plain(p) for p in places if isinstance(p, slice)):
        return None
    needed = sum(_axes_of(call, place) for place in places)
    fault = few_axes_fault(shape, needed, why=f"(for an index of {counted(needed, 'place')})")
    if fault is not None:
        taken = [place for place in places for _ in range(_axes_of(call, place))]
        return replace(fault, mended={"input": _with_room(shape, taken)})
    at = dots[0] if dots else len(places)
    full: list[Place] = [slice(None)] * (len(shape) - needed)
    return [*places[:at], *(full or ([Ellipsis] if dots else [])), *places[at + 1 :]]


def _with_room(shape: Shape, places: list[Place]) -> Shape:
    """The shape with as many axes as places: the missing ones are those from which a number selects, or in front.

    What comes out then is the tensor as it was: most often the entry had been selected before.
    """
    missing = len(places) - len(shape)
    numbers = {at: place for at, place in enumerate(places) if isinstance(place, int)}
    room = {at: _room_for(numbers[at]) for at in list(numbers)[:missing]}
    sizes = iter((1,) * (missing - len(room)) + shape)
    return tuple(room[at] if at in room else next(sizes) for at in range(len(places)))


def _room_for(number: int) -> int:
    """The smallest size of an axis that has an entry of this number."""
    return number + 1 if number >= 0 else -number


def _plain(bounds: slice) -> bool:
    return all(part is None or isinstance(part, int) for part in (bounds.start, bounds.stop, bounds.step))


def _axes_of(call: Call, place: Place) -> int:
    """How many axes of the input a place uses up."""
    if isinstance(place, Picks):
        return len(place.shape_in(call)) if place.mask else 1
    return 0 if place is None or place is Ellipsis or isinstance(place, bool) else 1


def _step(call: Call, shape: Shape, place: Place, walk: _Walk) -> Fault | None:
    """Take one place of the index, and note what it leaves of the axes."""
    if place is None:
        walk.kept.append(1)
    elif place is Ellipsis:
        walk.gap = len(walk.kept) if walk.numbers_pick else None
    elif isinstance(place, bool):
        walk.kept.append(None)
        walk.picked[f"place {len(walk.kept)}"] = (int(place),)
    elif isinstance(place, slice):
        fault = _step_fault(call, place)
        if fault is not None:
            return fault
        walk.kept.append(sliced(shape[walk.axis], place))
        walk.axis += 1
    elif isinstance(place, int):
        # A library that checks no numbers takes the entry that is nearest.
        clamped = call.attribute("clamped", False) and shape[walk.axis] > 0
        fault = None if clamped else range_fault(shape, walk.axis, place)
        walk.axis += 1
        if walk.numbers_pick:
            walk.kept.append(None)
        return fault
    elif isinstance(place, Picks):
        return _mask(call, shape, place, walk) if place.mask else _numbers(call, shape, place, walk)
    return None


def _step_fault(call: Call, bounds: slice) -> Fault | None:
    """The fault of a step that leads nowhere, or backwards where that is not taken."""
    backwards = call.attribute("numbers_pick", False)
    if bounds.step is None or bounds.step > 0 or (bounds.step < 0 and backwards):
        return None
    least = "that is not 0" if backwards else "of at least 1"
    return Fault([], f"a slice with a step {least}", str(bounds.step))


def range_fault(shape: Shape, axis: int, number: int) -> Fault | None:
    """The fault of a number beyond an axis, or None."""
    size = shape[axis]
    if -size <= number < size:
        return None
    needed = _room_for(number)
    if size == 0:
        return too_small_fault(shape, axis, needed, why=f"(for index {number})")
    return Fault(
        [AxisProblem("input", axis, needed, size)],
        f"an index from {-size} to {size - 1} in axis {axis} of its input",
        str(number),
        {"input": replaced(shape, axis, needed)},
    )


def _numbers(call: Call, shape: Shape, place: Picks, walk: _Walk) -> Fault | None:
    """Numbers that pick along one axis. A tensor of a single number works as that number."""
    axis, picked = walk.axis, place.shape_in(call)
    walk.axis += 1
    dtype = call.dtypes.get(place.name, "int64")
    if dtype not in ("int64", "int32", "int16", "int8"):
        return Fault([], "an index of whole numbers or truth values", dtype)
    faults = (range_fault(shape, axis, number) for number in place.values)
    fault = next((fault for fault in faults if fault is not None), None)
    if fault is None and shape[axis] == 0 and product(picked):
        fault = too_small_fault(shape, axis, 1)
    if picked or walk.numbers_pick:
        walk.kept.append(None)
    if picked:
        walk.picked[place.name] = picked
    return fault


def _mask(call: Call, shape: Shape, place: Picks, walk: _Walk) -> Fault | None:
    """A mask, which covers as many axes as it has and leaves one."""
    mask = place.shape_in(call)
    covered = shape[walk.axis : walk.axis + len(mask)]
    if mask != covered:
        axes = range(walk.axis, walk.axis + len(mask))
        place_text = f"axis {axes[0]}" if len(axes) == 1 else f"axes {axes[0]} to {axes[-1]}"
        expects = f"a mask of shape {shape_text(covered)} (for {place_text} of its input)"
        if place.shape is not None:
            return Fault([], expects, shape_text(mask))
        return Fault(shape_problems(place.name, covered, mask), expects, shape_text(mask), {place.name: covered})
    walk.axis += len(mask)
    walk.kept += [None] * max(len(mask), 1)
    if place.shape is None:
        walk.open = True
    else:
        walk.picked[place.name] = (sum(place.values),)
    return None


def _selected(walk: _Walk) -> Selection:
    """The picked axes stand where the first of them was, or in front if something is kept between them."""
    at = [place for place, size in enumerate(walk.kept) if size is None]
    if not at:
        return Selection(tuple(size for size in walk.kept if size is not None), (), ())
    together = at == list(range(at[0], at[-1] + 1)) and (walk.gap is None or not at[0] < walk.gap <= at[-1])
    first = at[0] if together else 0
    before = tuple(size for size in walk.kept[:first] if size is not None)
    after = tuple(size for size in walk.kept[first:] if size is not None)
    return Selection(before, None if walk.open else broadcast(walk.picked.values()), after)
