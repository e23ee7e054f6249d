"""Following one axis of a tensor back through the calls that made it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from shapeviz.diagnosis.warnings.operations import (
    ATTENTION,
    CASTS,
    ELEMENTWISE,
    IMAGE_LAYERS,
    MATMULS,
    NORMS,
    RECURRENT,
    REDUCTIONS,
    SOFTMAXES,
)
from shapeviz.diagnosis.warnings.scene import Scene, count
from shapeviz.graph.model import Node, Shape

_SAME_AXES = (
    ELEMENTWISE | CASTS | NORMS | SOFTMAXES | {"dropout1d", "dropout2d", "cumsum", "transformerencoderlayer", "where"}
)
_LEADING_AXES = ATTENTION | {"linear", "embedding"}
_REGROUPING = frozenset({"view", "reshape", "flatten", "unflatten"})
# Enough for every way through a deep model of people; an endless one would hold up the check.
_MOST_STEPS = 400


class Place(NamedTuple):
    """One axis of an operand of a call: `node` gets it as operand number `operand`."""

    node: Node
    operand: int
    axis: int


class Step(NamedTuple):
    """An axis of a call's output, and the axes of the call's operands that it is."""

    node: Node
    output: int
    axis: int
    before: list[Place]


def way_back(scene: Scene, place: Place) -> Iterator[Step]:
    """The calls that an axis came through, nearest first, on every way that leads to it.

    A way ends where the axis is made, or mixed with others.
    """
    waiting, seen = deque([place]), set[tuple[str, int, int]]()
    while waiting and len(seen) < _MOST_STEPS:
        place = waiting.popleft()
        made = scene.producer(place.node, place.operand)
        if made is None or (made[0].id, made[1], place.axis) in seen:
            continue
        seen.add((made[0].id, made[1], place.axis))
        step = Step(*made, place.axis, _before(scene, *made, place.axis))
        yield step
        waiting.extend(step.before)


def _before(scene: Scene, node: Node, output: int, axis: int) -> list[Place]:
    """The operands' axes that an axis of a call's output is."""
    if not node.inputs or output >= len(node.outputs):
        return []
    after = node.outputs[output].shape
    if node.op in _SAME_AXES:
        return _aligned(node, after, axis)
    before = _axis_before(scene, node, output, axis)
    return [Place(node, 0, before)] if before is not None and 0 <= before < len(node.inputs[0].shape) else []


def _axis_before(scene: Scene, node: Node, output: int, axis: int) -> int | None:
    """The axis of the first operand that an axis of a call's output is."""
    before, after, op = node.inputs[0].shape, node.outputs[output].shape, node.op
    if op in RECURRENT:
        return _of_recurrent(node, output, axis)
    if op in _LEADING_AXES:
        return axis if output == 0 and axis < len(after) - 1 else None
    if op in IMAGE_LAYERS:
        return axis if axis != 1 and len(before) == len(after) else None
    if op in _REGROUPING:
        return _regrouped(before, after, axis)
    if op in MATMULS:
        return axis if len(before) == len(after) and axis < len(after) - 1 else None
    return _moved(scene, node, before, after, axis)


def _aligned(node: Node, after: Shape, axis: int) -> list[Place]:
    """The operands whose size stands at that axis, and was not stretched to it."""
    found: list[Place] = []
    for operand, spec in enumerate(node.inputs):
        position = axis - (len(after) - len(spec.shape))
        if 0 <= position < len(spec.shape) and spec.shape[position] == after[axis]:
            found.append(Place(node, operand, position))
    return found


def _of_recurrent(node: Node, output: int, axis: int) -> int | None:
    rank = len(node.inputs[0].shape)
    if output == 0:
        return axis if axis < rank - 1 else None
    return batch_axis(node) if axis == 1 and rank == 3 else None


def batch_axis(layer: Node) -> int:
    """The axis that a recurrent or attention layer takes as the batch."""
    return 0 if layer.attributes.get("batch_first") else 1


def _regrouped(before: Shape, after: Shape, axis: int) -> int | None:
    """The axis of the same size with as many elements before it: such an axis is kept by a view."""
    if 0 in after:
        return None
    ahead = count(after[:axis])
    for position, size in enumerate(before):
        if size == after[axis] and size > 1 and count(before[:position]) == ahead:
            return position
    return None


def _moved(scene: Scene, node: Node, before: Shape, after: Shape, axis: int) -> int | None:
    """Where an axis was before a call that puts axes in another order, or adds and drops some."""
    rank = len(before)
    match node.op:
        case "permute":
            order = _numbers(scene, node, "dims")
            return order[axis] % rank if len(order) == rank else None
        case "transpose" | "swapaxes" | "swapdims":
            first, second = scene.argument(node, "dim0", 1), scene.argument(node, "dim1", 2)
            if not isinstance(first, int) or not isinstance(second, int):
                return None
            return {first % rank: second % rank, second % rank: first % rank}.get(axis, axis)
        case "t" | "T" | "mT":
            return {rank - 1: rank - 2, rank - 2: rank - 1}.get(axis, axis) if rank >= 2 else axis
        case "unsqueeze":
            dim = scene.argument(node, "dim", 1)
            put = dim % (rank + 1) if isinstance(dim, int) else None
            return None if put is None or put == axis else axis - (axis > put)
        case "squeeze":
            return kept_axes(before, after)[axis] if kept_axes(before, after) else None
        case "getitem":
            return _indexed(scene.argument(node, "index", 1), rank, axis)
        case op if op in REDUCTIONS and len(after) == rank - 1:
            dim = scene.argument(node, "dim", 1)
            return axis + (axis >= dim % rank) if isinstance(dim, int) else None
        case op if op in REDUCTIONS and len(after) == rank:
            return axis if before[axis] == after[axis] else None
        case "cat" | "concat":
            dim = scene.argument(node, "dim", 1) or 0
            return axis if isinstance(dim, int) and dim % rank != axis else None
        case _:
            return None


def _numbers(scene: Scene, node: Node, name: str) -> tuple[int, ...]:
    """Axes given one by one or as a tuple."""
    first = scene.argument(node, name, 1)
    if isinstance(first, tuple):
        return tuple(item for item in first if isinstance(item, int))  # pyright: ignore[reportUnknownVariableType]
    given = [scene.argument(node, name, position) for position in range(1, len(node.inputs[0].shape) + 1)]
    return tuple(item for item in given if isinstance(item, int))


def kept_axes(before: Shape, after: Shape) -> list[int]:
    """Which axes are left when a squeeze took away some of size 1; empty if that is not certain."""
    kept = [axis for axis, size in enumerate(before) if size != 1]
    if len(kept) == len(after):
        return kept
    ways = [axis for axis in range(len(before)) if before[axis] == 1 and before[:axis] + before[axis + 1 :] == after]
    return [axis for axis in range(len(before)) if axis != ways[0]] if len(ways) == 1 else []


def _indexed(index: Any, rank: int, axis: int) -> int | None:
    """The axis before indexing with whole numbers, slices, None and `...`; None for anything else."""
    parts = index if isinstance(index, tuple) else (index,)
    taken = sum(1 for part in parts if part is not None and part is not Ellipsis)
    before = after = 0
    for part in (*parts, Ellipsis) if Ellipsis not in parts else parts:
        if part is None:
            if after == axis:
                return None
            after += 1
        elif part is Ellipsis:
            width = rank - taken
            if axis < after + width:
                return before + axis - after
            before, after = before + width, after + width
        elif isinstance(part, slice):
            if after == axis:
                return before
            before, after = before + 1, after + 1
        elif isinstance(part, int):
            before += 1
        else:
            return None
    return None
