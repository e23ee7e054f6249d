"""Following one axis of a tensor back through the calls that carry it along unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.layers import INPUT_SIZES, OUTPUT_SIZES, layer_class, size_name
from shapeviz.graph.model import Node, Shape

FLATTENING = frozenset({"flatten", "view", "reshape"})
SPATIAL = ("conv", "max_pool", "avg_pool", "adaptive_avg_pool", "adaptive_max_pool")
_FEATURES_IN_AXIS_1 = ("Conv", "BatchNorm", "InstanceNorm", "GroupNorm")


def feature_axis(node: Node, shape: Shape) -> int | None:
    """The axis of its input in which a layer wants as many features as it was made for; None if there is none."""
    kind = layer_class(node)
    if size_name(kind, (*INPUT_SIZES, "normalized_shape")) is None or not shape:
        return None
    if not kind.startswith(_FEATURES_IN_AXIS_1):
        return len(shape) - 1
    spatial = len(node.attributes.get("kernel_size") or ())
    return len(shape) - spatial - 1 if spatial and len(shape) > spatial else min(1, len(shape) - 1)


def carriers(case: Case, node: Node, operand: int, axis: int) -> Iterator[tuple[Node, int]]:
    """The calls that brought the size in an axis of an operand, nearest first, each with that axis of its output.

    The way goes on through calls whose input has the same size in the same axis, counted from either end, and ends
    at those that make a size of their own. A flattened image is followed into its channels.
    """
    waiting = [(node, operand, axis)]
    seen: set[tuple[str, int]] = set()
    while waiting:
        user, index, at = waiting.pop(0)
        made = case.producer(user, index)
        if made is None or made[1] >= len(made[0].outputs) or (made[0].id, at) in seen:
            continue
        before, output = made
        shape = before.outputs[output].shape
        if not 0 <= at < len(shape):
            continue
        seen.add((before.id, at))
        yield before, at
        if at != made_axis(before, shape):
            waiting += list(_continued(before, shape, at))


def made_axis(node: Node, shape: Shape) -> int | None:
    """The axis of a layer's output whose size its constructor sets, or that a norm has confirmed."""
    kind = layer_class(node)
    if size_name(kind, OUTPUT_SIZES) is None:
        return feature_axis(node, shape)
    spatial = len(node.attributes.get("kernel_size") or ())
    return len(shape) - spatial - 1


def _continued(before: Node, shape: Shape, axis: int) -> Iterator[tuple[Node, int, int]]:
    """The operands of a call that hold the size of one axis of its output, with their axis."""
    for index, spec in enumerate(before.inputs):
        from_the_end = axis - len(shape) + len(spec.shape)
        same = [at for at in (axis, from_the_end) if 0 <= at < len(spec.shape) and spec.shape[at] == shape[axis]]
        elsewhere = [at for at, size in enumerate(spec.shape) if size == shape[axis]]
        if same or len(elsewhere) == 1:
            yield before, index, (same or elsewhere)[0]
        elif before.op in FLATTENING and axis == len(shape) - 1 and prod(spec.shape[1:]) == shape[axis]:
            yield before, index, 1


def flattened_shape(case: Case, node: Node, operand: int, elements: int) -> Shape | None:
    """The shape of one instance before it was flattened to so many elements, if it was."""
    for before, _ in case.upstream(node, operand):
        if before.op in FLATTENING and before.inputs:
            shape = before.inputs[0].shape
            return shape[1:] if prod(shape[1:]) == elements and len(shape) > 2 else None
        if not before.outputs or before.outputs[0].shape[-1:] != (elements,):
            return None
    return None


def is_spatial(case: Case, node: Node, operand: int) -> bool:
    """Whether an operand is still the image that a convolution or a pool made, axis by axis."""
    shape = node.inputs[operand].shape
    for before, _ in case.upstream(node, operand):
        if not before.outputs or before.outputs[0].shape != shape:
            return False
        if before.op.startswith(SPATIAL):
            return True
    return False
