"""Padding masks that lie on the queries: constant along the axis that the softmax runs over, they change nothing."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.warnings.operations import CASTS, ELEMENTWISE, MATMULS, SCALING
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.diagnosis.warnings.softmaxes import axis_of
from shapeviz.graph.findings import Warning
from shapeviz.graph.model import Node, Shape
from shapeviz.rules.wording import shape_text

RULE = "mask-on-queries"
_COMPARISONS = frozenset({"eq", "ne", "gt", "lt", "ge", "le", "isin"})
_COMBINING = ELEMENTWISE | CASTS | _COMPARISONS | {"rsub", "where", "expand", "repeat"}
_PLACING = frozenset({"getitem", "unsqueeze", "view", "reshape", "transpose"})
_SCORES = MATMULS | {"baddbmm", "einsum"}


def find(scene: Scene) -> Iterator[Warning]:
    """A warning for each padding mask that reaches a softmax only as whole rows."""
    for node in scene.graph.nodes:
        if node.op == "softmax" and node.inputs and node.status == "ok":
            yield from _of_softmax(scene, node)


def _of_softmax(scene: Scene, softmax: Node) -> Iterator[Warning]:
    scores = scene.origin(softmax, 0, SCALING)
    axis = axis_of(scene, softmax)
    if scores is None or scores[0].op not in _SCORES or axis is None:
        return
    shape = softmax.inputs[0].shape
    masks = list(_masks(scene, softmax))
    placed = [(node, _sizes(node.outputs[0].shape, shape)) for node in masks]
    if not placed or any(sizes[axis] > 1 for _, sizes in placed):
        return
    for node, sizes in placed:
        queries = [place for place in range(1, len(shape)) if place != axis and sizes[place] > 1]
        if queries and scene.is_written(node) and shape[axis] > 1:
            yield _warning(scene, node, shape, axis, queries[-1])


def _sizes(mask: Shape, scores: Shape) -> Shape:
    return (1,) * (len(scores) - len(mask)) + mask


def _masks(scene: Scene, softmax: Node) -> Iterator[Node]:
    """The padding masks that went into the scores, each at the call that gave it its axes."""
    waiting = [softmax]
    while waiting:
        node = waiting.pop()
        for operand in range(len(node.inputs)):
            made = scene.producer(node, operand)
            if made is None or made[0].op in _SCORES:
                continue
            if made[0].op in _PLACING and _is_padding(scene, made[0]):
                yield made[0]
            elif made[0].op in _COMBINING:
                waiting.append(made[0])


def _is_padding(scene: Scene, node: Node) -> bool:
    """Whether a mask was made by comparing the ids of an input with a number."""
    made = scene.origin(node, 0, _PLACING | CASTS | frozenset({"bitwise_not", "logical_not"}))
    if made is None or made[0].op not in _COMPARISONS or len(made[0].inputs) != 1:
        return False
    ids = scene.producer(made[0], 0)
    return ids is not None and ids[0].kind == "input" and made[0].inputs[0].dtype.startswith("int")


def _warning(scene: Scene, node: Node, scores: Shape, axis: int, queries: int) -> Warning:
    combined = _first_stretched(scene, node)
    line = scene.line_of(combined)
    message = (
        f"The padding mask {shape_text(node.outputs[0].shape)} lies on axis {queries} of the scores "
        f"{shape_text(scores)}, the queries, but the softmax runs over axis {axis}, the keys: padded positions are "
        "still attended to. Put its length on the last axis, as in mask[:, None, None, :]."
    )
    causes = [scene.cause(node.span.line, "The mask gets its axes here.")] if node.span is not None else []
    if line is not None and causes and line != causes[0].line:
        causes.append(scene.cause(line, "It is stretched over the keys here."))
    return Warning(RULE, combined.id, line, message, causes)


def _first_stretched(scene: Scene, node: Node) -> Node:
    """The first call that the source writes and that gives the mask a larger shape."""
    shape, waiting = node.outputs[0].shape, [node]
    while waiting:
        for user, _ in scene.users(waiting.pop(0)):
            if user.outputs and user.outputs[0].shape != shape and scene.is_written(user):
                return user
            waiting.append(user)
    return node
