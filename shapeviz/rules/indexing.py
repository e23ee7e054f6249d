"""Parts of a tensor, read and written with `x[…]`."""

from __future__ import annotations

from dataclasses import replace

from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import in_place_fault
from shapeviz.rules.indices import Picks, Selection, selection
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, broadcast


def getitem(call: Call) -> Outcome:
    """The part that the index selects. How much a mask selects depends on its data."""
    shape = call.shape("input")
    if shape is None:
        return None
    part = selection(call, shape, call.attribute("places"))
    if not isinstance(part, Selection):
        return part
    return None if part.picked is None else Accept([(*part.before, *part.picked, *part.after)])


def setitem(call: Call) -> Outcome:
    """A value that broadcasts to the part that the index selects; what comes out is the tensor it is written to."""
    shape, value = call.shape("input"), call.shape("value")
    if shape is None:
        return None
    part = selection(call, shape, call.attribute("places"))
    if not isinstance(part, Selection):
        return part
    if value is None:
        return Accept([shape]) if isinstance(call.attribute("value"), (int, float, complex)) else None
    if call.attribute("numbers_pick", False) and _is_doubtful(call, part, value):
        return None
    fault = _masked_fault(part, value) if part.picked is None else _value_fault(part.picked, part, value)
    if fault is None and part.picked is None and _value_fault((1,), part, value) is not None:
        return None  # one value for each that the mask selects, as many as those are
    return fault or Accept([shape])


def _is_doubtful(call: Call, part: Selection, value: Shape) -> bool:
    """Whether libraries differ in what they take: more axes than a mask leaves, an array of one number for a number."""
    places = call.attribute("places")
    masked = any(isinstance(place, bool) or (isinstance(place, Picks) and place.mask) for place in places)
    rank = len(part.before) + len(part.picked or (1,)) + len(part.after)
    return bool(value) and ((masked and len(value) > rank) or (part == Selection((), (), ()) and not masked))


def _value_fault(picked: Shape, part: Selection, value: Shape) -> Fault | None:
    """The fault of a value that does not broadcast to the selected part. It may have more axes of size 1 in front."""
    target = (*part.before, *picked, *part.after)
    trimmed = _trimmed(value, len(target))
    fault = in_place_fault({"input": target, "value": trimmed}, broadcast([target, trimmed]) or ())
    if fault is None:
        return None
    expects = f"a value that broadcasts to {shape_text(target)}, the part that is written"
    extra = len(value) - len(trimmed)
    problems = [p if p.axis is None else replace(p, axis=p.axis + extra) for p in fault.problems]
    return Fault(problems, expects, shape_text(value), {"value": _nearest(trimmed, target)})


def _nearest(value: Shape, target: Shape) -> Shape:
    """The value with the target's sizes where it does not fit, and without axes that the target does not have."""
    value = value[max(len(value) - len(target), 0) :]
    aligned = target[len(target) - len(value) :]
    return tuple(size if size == 1 else goal for size, goal in zip(value, aligned, strict=True))


def _trimmed(value: Shape, rank: int) -> Shape:
    while len(value) > rank and value[0] == 1:
        value = value[1:]
    return value


def _masked_fault(part: Selection, value: Shape) -> Fault | None:
    """The fault of values that do not fit what a mask selects, however much that is."""
    rest = len(part.after)
    count = value[-rest - 1] if len(value) > rest else 1
    return _value_fault((count,), part, value)


RULES: dict[str, Rule] = {"getitem": getitem, "setitem": setitem}
