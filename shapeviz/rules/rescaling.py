"""Inputs divided by what they measure themselves: along axes, or across neighbouring channels."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, repeated_fault


def normalize(call: Call) -> Outcome:
    """The input's shape; each vector along `dim` gets length 1. None is all axes."""
    shape, dim = call.shape("input"), call.attribute("dim", 1)
    if shape is None:
        return None
    places: list[int | None] = []
    for axis in () if dim is None else sizes_of(dim):
        fault = axis_fault("input", shape, axis, keyword=call.axis_word)
        place = position(axis, len(shape))
        if fault is not None:
            return fault
        if place is not None and place in places:
            # torch minds it or not where there is nothing to measure along the axis.
            one = shape[place : place + 1] in ((), (1,))
            return None if one else repeated_fault(call.axis_word, place)
        places.append(place)
    if 0 in shape and call.attribute("p", 2.0) == float("inf"):
        return None  # nothing has no largest element; torch asks for one or not, as the empty axis is named
    return Accept([shape])


def local_response_norm(call: Call) -> Outcome:
    """(batch, channels, …); each element is divided by those of the `size` channels around it."""
    shape, size = call.shape("input"), call.attribute("size")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 3, why="(batch × channels × …)")
    if fault is None and size < 1 and 0 not in shape:
        fault = Fault([], "a size of at least 1", str(size))
    return fault or Accept([shape])


RULES: dict[str, Rule] = {"normalize": normalize, "local_response_norm": local_response_norm}
