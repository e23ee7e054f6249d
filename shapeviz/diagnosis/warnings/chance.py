"""Operands whose sizes meet by chance: two axes of one tensor, or the batch and another size, happen to be equal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shapeviz.diagnosis.warnings.axes import Place, way_back
from shapeviz.diagnosis.warnings.operations import REDUCTIONS
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Warning
from shapeviz.graph.model import Node
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import shape_text

RULE = "equal-by-chance"


class Lost(NamedTuple):
    """Operand number `operand` has lost `axis` in a reduction."""

    operand: int
    reduction: Node
    axis: int


def find(scene: Scene) -> Iterator[Warning]:
    """A warning for each operation of a tensor with its own reduction that lost an axis and meets the wrong one."""
    for node in scene.written:
        lost = reduction_at_wrong_axis(scene, node)
        if lost is not None:
            yield _warning(scene, node, lost)


def reduction_at_wrong_axis(scene: Scene, node: Node) -> Lost | None:
    """The reduction that one operand comes from, if what is left of it meets another axis than it did before."""
    ranks = [len(spec.shape) for spec in node.inputs]
    if node.op not in BROADCASTING or len(ranks) != 2 or ranks[0] == ranks[1] or min(ranks) == 0:
        return None
    shorter = ranks.index(min(ranks))
    own, other = node.inputs[shorter].shape, node.inputs[1 - shorter].shape
    if own[-1] < 2 or other[-1] != own[-1]:
        return None
    ways = {(step.node.id, step.output): step for step in way_back(scene, Place(node, 1 - shorter, len(other) - 1))}
    for step in way_back(scene, Place(node, shorter, len(own) - 1)):
        reduced = next((place for place in step.before if step.node.op in REDUCTIONS), None)
        if reduced is None or len(step.node.outputs[0].shape) == len(step.node.inputs[0].shape):
            continue
        made = scene.producer(step.node, reduced.operand)
        met = ways.get((made[0].id, made[1])) if made is not None else None
        if met is not None and met.axis != reduced.axis and not _is_used_both_ways(scene, node, shorter, step.node):
            return Lost(shorter, step.node, _taken_away(scene, step.node))
    return None


def _taken_away(scene: Scene, reduction: Node) -> int:
    dim = scene.argument(reduction, "dim", 1)
    rank = len(reduction.inputs[0].shape)
    return dim % rank if isinstance(dim, int) else rank - 1


def _is_used_both_ways(scene: Scene, node: Node, shorter: int, reduction: Node) -> bool:
    """Whether the reduction is in the longer operand too: rows are then scaled first, and now columns on purpose."""
    return any(made.id == reduction.id for made, _ in scene.upstream(node, 1 - shorter))


def _warning(scene: Scene, node: Node, lost: Lost) -> Warning:
    shorter, reduction, axis = lost
    shapes = [spec.shape for spec in node.inputs]
    message = (
        f"{scene.words(node, shorter)} {shape_text(shapes[shorter])} lost axis {axis} in {reduction.label}, so in "
        f"{node.label} it meets the last axis of {scene.words(node, 1 - shorter)} {shape_text(shapes[1 - shorter])}, "
        f"which is another one and only happens to be {shapes[shorter][-1]} too. Write keepdim=True."
    )
    line = scene.line_of(node)
    spans = [(reduction.span, "The axis is lost here."), (node.span, "The two meet here.")]
    causes = [scene.cause(span.line, reason) for span, reason in spans if span is not None]
    return Warning(RULE, node.id, line, message, causes)
