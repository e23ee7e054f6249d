"""Entries appended to an array, put in between its own, and taken out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault
from shapeviz.rules.indices import range_fault
from shapeviz.rules.joining import concatenate
from shapeviz.rules.slices import sliced
from shapeviz.shapes.shape import Shape, product, replaced


def append(call: Call) -> Outcome:
    """`values` behind the input along `dim`; without one, the elements of both in a row."""
    shape, values = call.shape("input"), call.shape("values")
    if shape is None or values is None:
        return None
    joined = {"tensors[0]": "input", "tensors[1]": "values"}
    outcome = concatenate(
        replace(call, operands={"tensors": [shape, values]}, attributes={"dim": call.attribute("dim")})
    )
    if not isinstance(outcome, Fault):
        return outcome
    problems = [replace(problem, operand=joined[problem.operand]) for problem in outcome.problems]
    mended = {joined[name]: shape for name, shape in outcome.mended.items()}
    return Fault(problems, outcome.expects.replace("tensors", "arrays"), outcome.gets, mended)


def insert(call: Call) -> Outcome:
    """One number put in before an entry; without a `dim`, among all elements in a row."""
    place, values = call.attribute("obj"), call.shape("values")
    found = _rows(call)
    if not isinstance(found, tuple) or values != () or not isinstance(place, int):
        return found if isinstance(found, Fault) else None
    shape, axis = found
    if place == shape[axis]:
        return Accept([replaced(shape, axis, shape[axis] + 1)])
    return _within(call, shape, axis, place) or Accept([replaced(shape, axis, shape[axis] + 1)])


def delete(call: Call) -> Outcome:
    """The entries that a number, several or a slice name taken out; without a `dim`, of all elements in a row."""
    chosen = call.attribute("obj")
    found = _rows(call)
    if not isinstance(found, tuple) or chosen is None:
        return found if isinstance(found, Fault) else None
    shape, axis = found
    size = shape[axis]
    if isinstance(chosen, slice):
        return Accept([replaced(shape, axis, size - sliced(size, chosen))]) if _is_forward(chosen) else None
    numbers = sizes_of(chosen)
    if any(type(number) is bool for number in numbers):
        return None
    fault = next((fault for number in numbers if (fault := _within(call, shape, axis, number))), None)
    if fault is not None:
        return fault
    if any(number < 0 for number in numbers) and len(numbers) > 1:
        return None  # whether two name one entry depends on the size
    return Accept([replaced(shape, axis, size - len(set(numbers)))])


def _is_forward(bounds: slice[Any, Any, Any]) -> bool:
    return bounds.step is None or bounds.step > 0


def _rows(call: Call) -> tuple[Shape, int] | Fault | None:
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None:
        return None
    if dim is None:
        return (product(shape),), 0
    axis = position(dim, len(shape))
    if axis is None:
        return axis_fault("input", shape, dim, keyword=call.axis_word)
    return (shape, axis) if shape else None


def _within(call: Call, shape: Shape, axis: int, number: int) -> Fault | None:
    """The fault of a number beyond the entries; of elements in a row there is no axis to point at."""
    fault = range_fault(shape, axis, number)
    if fault is None or call.attribute("dim") is not None:
        return fault
    return Fault([], f"an index from {-shape[axis]} to {shape[axis] - 1} among its elements", fault.gets)


RULES: dict[str, Rule] = {"array_append": append, "array_insert": insert, "array_delete": delete}
