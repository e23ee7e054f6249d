"""Workings of parts of tensors: slices, splits, windows of an axis, and of what is counted out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from shapeviz.rules.core import Call
from shapeviz.rules.workings.lines import Working, becomes, signed, terms
from shapeviz.shapes.shape import Shape

MOST_PIECES = 8  # that are written one by one


def getitem(call: Call, outputs: list[Shape]) -> list[str]:
    shape = call.named_shapes()["input"]
    places = cast("Sequence[Any]", call.attribute("places"))
    if not all(place is None or isinstance(place, (int, slice)) or place is Ellipsis for place in places):
        return []  # where numbers or masks pick, the sizes are those of the picks
    lines: list[str] = []
    at = 0
    for place, axis in _with_axes(places, len(shape)):
        if isinstance(place, slice):
            if place != slice(None):
                lines.append(f"axis {axis}: [{_bounds(place)}] of {shape[axis]} → {outputs[0][at]}")
            at += 1
        elif place is None:
            at += 1
        else:
            lines.append(f"axis {axis}: entry {signed(place)} of {shape[axis]}")
    return lines


def _with_axes(places: Sequence[Any], rank: int) -> Iterator[tuple[Any, int]]:
    """Each place of an index with its axis; the ellipsis stands for full slices."""
    taken = sum(place is not None and place is not Ellipsis for place in places)
    axis = 0
    for place in places:
        for item in [slice(None)] * (rank - taken) if place is Ellipsis else [place]:
            yield item, axis
            axis += item is not None


def _bounds(bounds: slice) -> str:
    start, stop, step = (_bound(part) for part in (bounds.start, bounds.stop, bounds.step))
    return f"{start}:{stop}:{step}" if step else f"{start}:{stop}"


def _bound(bound: int | None) -> str:
    return "" if bound is None else signed(bound)


def narrow(call: Call, outputs: list[Shape]) -> list[str]:
    return [becomes(*_cut(call, outputs[0]), "its length")]


def _cut(call: Call, output: Shape) -> tuple[str, int, int]:
    shape = call.named_shapes()["input"]
    axis = call.attribute("dim", 0) % len(shape)
    return f"axis {axis}", shape[axis], output[axis]


def select(call: Call, outputs: list[Shape]) -> list[str]:
    shape = call.named_shapes()["input"]
    axis = call.attribute("dim", 0) % len(shape)
    return [f"axis {axis}: entry {signed(call.attribute('index'))} of {shape[axis]}"]


def unbind(call: Call, outputs: list[Shape]) -> list[str]:
    shape = call.named_shapes()["input"]
    axis = call.attribute("dim", 0) % len(shape)
    return [f"axis {axis}: one tensor for each of its {shape[axis]} entries"]


def split(call: Call, outputs: list[Shape]) -> list[str]:
    shape = call.named_shapes()["input"]
    axis = call.attribute("dim", 0) % len(shape)
    sizes = [output[axis] for output in outputs]
    if len(sizes) < 2:
        return []
    pieces = terms(sizes) if len(sizes) <= MOST_PIECES else f"{terms(sizes[:2])} + … + {sizes[-1]}"
    return [f"axis {axis}: {shape[axis]} = {pieces}"]


def halved(call: Call, outputs: list[Shape]) -> list[str]:
    shape = call.named_shapes()["input"]
    axis = call.attribute("dim", -1) % len(shape)
    return [f"axis {axis}: {shape[axis]} / 2 = {outputs[0][axis]}"]


def one_hot(call: Call, outputs: list[Shape]) -> list[str]:
    return [f"classes: {outputs[0][-1]} for each number (its num_classes)"]


def topk(call: Call, outputs: list[Shape]) -> list[str]:
    shape = call.named_shapes()["input"]
    axis = call.attribute("dim", -1) % max(len(shape), 1)
    return [becomes(f"axis {axis}", shape[axis], outputs[0][axis], "its k")] if shape else []


def arange(call: Call, outputs: list[Shape]) -> list[str]:
    start, end, step = call.attribute("start", 0), call.attribute("end"), call.attribute("step", 1)
    if end is None or (start == 0 and step == 1):
        return []
    numbers = f"{end} − {start}" if start >= 0 else f"{end} + {-start}"
    return [f"numbers: {numbers if step == 1 else f'⌈({numbers})/{step}⌉'} = {outputs[0][0]}"]


WORKINGS: dict[str, Working] = {
    "getitem": getitem,
    "narrow": narrow,
    "select": select,
    "unbind": unbind,
    **dict.fromkeys(("split", "unsafe_split", "split_with_sizes", "chunk", "unsafe_chunk", "tensor_split"), split),
    "glu": halved,
    "one_hot": one_hot,
    "topk": topk,
    "arange": arange,
}
