"""Losses that broadcast: a prediction and a target of different shapes, compared each with each."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.proposals.libraries import library_of, spelled
from shapeviz.diagnosis.warnings.causes import layer_of_size, merged, shaping_causes, size_causes
from shapeviz.diagnosis.warnings.scene import Scene, count
from shapeviz.graph.findings import Cause, Warning
from shapeviz.graph.model import Node, Shape
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import broadcast

RULE = "broadcast-loss"
# The losses that let their operands broadcast; the others refuse operands of different shapes.
_LOSSES = frozenset(
    [
        "mse_loss",
        "l1_loss",
        "smooth_l1_loss",
        "huber_loss",
        "kl_div",
        "poisson_nll_loss",
        "soft_margin_loss",
        "hinge_embedding_loss",
    ]
)


def find(scene: Scene) -> Iterator[Warning]:
    """A warning for each loss whose two operands have more than one element each, and different shapes."""
    for node in scene.written:
        if node.op in _LOSSES and len(node.inputs) >= 2:
            prediction, target = node.inputs[0].shape, node.inputs[1].shape
            result = broadcast([prediction, target])
            if prediction != target and result is not None and min(count(prediction), count(target)) > 1:
                yield Warning(
                    RULE, node.id, scene.line_of(node), _message(scene, node, result), loss_causes(scene, node)
                )


def _message(scene: Scene, node: Node, result: Shape) -> str:
    prediction, target = node.inputs[0].shape, node.inputs[1].shape
    return (
        f"{node.label} compares {scene.words(node, 0)} {shape_text(prediction)} with {scene.words(node, 1)} "
        f"{shape_text(target)}: they broadcast to {shape_text(result)}, so values that do not belong together "
        f"are compared. {advice(scene, node)}"
    )


def advice(scene: Scene, node: Node) -> str:
    """What to write so that the two operands of a call have one shape."""
    first, second = node.inputs[0].shape, node.inputs[1].shape
    short = 1 if len(first) > len(second) else 0
    longer, shorter = node.inputs[1 - short].shape, node.inputs[short].shape
    axis = lone_axis(longer, shorter)
    if axis is not None:
        added, dropped = (
            f"{scene.code(node, short)}{spelled(f'.unsqueeze({axis})', longer, library_of(scene, node, short))}",
            f"{scene.code(node, 1 - short)}{spelled(f'.squeeze({axis})', shorter, library_of(scene, node, 1 - short))}",
        )
        return f"Write {added}, or {dropped}, so that both have one shape."
    if len(first) == len(second):
        axis = next(axis for axis in range(len(first)) if first[axis] != second[axis])
        sizes = f"{first[axis]} in {scene.words(node, 0)} and {second[axis]} in {scene.words(node, 1)}"
        return f"Axis {axis} is {sizes}: give both one size."
    return "Give both one shape."


def lone_axis(longer: Shape, shorter: Shape) -> int | None:
    """The axis of size 1 that one shape has more than another, the last if there are several; else None.

    >>> lone_axis((4, 1), (4,)), lone_axis((4, 2), (4,))
    (1, None)
    """
    places = range(len(longer) - 1, -1, -1)
    found = (axis for axis in places if longer[axis] == 1 and longer[:axis] + longer[axis + 1 :] == shorter)
    return next(found, None)


def loss_causes(scene: Scene, node: Node) -> list[Cause]:
    """The lines to edit for two operands of different shapes; of a wrong size that of the layer, else the call's."""
    first, second = node.inputs[0].shape, node.inputs[1].shape
    own = [scene.cause(line, "The two shapes meet here.")] if (line := scene.line_of(node)) is not None else []
    shaping = merged(shaping_causes(scene, node, 0), shaping_causes(scene, node, 1))
    if len(first) != len(second):
        return merged(own, shaping)
    layers = [layer for operand in (0, 1) if (layer := layer_of_size(scene, node, operand)) is not None]
    sizes = [cause for layer in layers for cause in size_causes(scene, layer)]
    return merged(sizes, own, shaping)
