"""Softmax along an axis that it should not add up: the batch, a single value, or twice in a row."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.warnings.operations import (
    CASTS,
    CLASS_LOSSES,
    ELEMENTWISE,
    MATMULS,
    SCALING,
    SELECTING,
    SOFTMAXES,
)
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Warning
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text

RULE_BATCH = "softmax-over-batch"
RULE_SINGLE = "softmax-over-one"
RULE_TWICE = "softmax-twice"
RULE_RAW = "nll-without-log-softmax"
RULE_QUERIES = "softmax-over-queries"
_LAYERS = frozenset({"linear", "conv1d", "conv2d", "conv3d"})
_DROPOUTS = frozenset({"dropout", "alpha_dropout", "contiguous"})


def find(scene: Scene) -> Iterator[Warning]:
    """A warning for each softmax over a wrong axis, and for each class loss that is fed with the wrong one."""
    for node in scene.written:
        if node.op in SOFTMAXES and node.inputs:
            yield from _of_softmax(scene, node)
        elif node.op in CLASS_LOSSES and node.inputs:
            yield from _of_loss(scene, node)


def _of_softmax(scene: Scene, node: Node) -> Iterator[Warning]:
    shape = node.inputs[0].shape
    axis = axis_of(scene, node)
    if axis is None or not 0 <= axis < len(shape):
        return
    name = scene.words(node, 0)
    if shape[axis] == 1 and _is_single(scene, node, axis):
        yield _warning(
            scene, RULE_SINGLE, node,
            f"{node.label} runs over axis {axis} of {name} {shape_text(shape)}, which is a single value: the result "
            f"is {'0' if node.op == 'log_softmax' else '1'} everywhere and has no gradient. Name the axis whose "
            "values compete; for a single output unit use sigmoid.",
        )  # fmt: skip
    elif _is_over_batch(scene, node, axis):
        last = len(shape) - 1
        yield _warning(
            scene, RULE_BATCH, node,
            f"{node.label} runs over axis 0 of {name} {shape_text(shape)}, which is the batch: the samples compete "
            f"with one another, and the {shape[last]} values of one sample do not add up to 1. Write dim={last}.",
        )  # fmt: skip
    elif _is_over_queries(scene, node, axis):
        yield _warning(
            scene, RULE_QUERIES, node,
            f"{node.label} runs over axis {axis} of {name} {shape_text(shape)}, but the product after it adds up the "
            "last axis: the weights of one query do not add up to 1. Write dim=-1.",
        )  # fmt: skip


def axis_of(scene: Scene, node: Node) -> int | None:
    """The axis that a softmax runs over; without `dim` it is what torch chooses."""
    rank = len(node.inputs[0].shape)
    dim = scene.argument(node, "dim", 1)
    if dim is None:
        dim = scene.argument(node, "axis")
    if dim is None:
        return 0 if rank in (0, 1, 3) else 1
    return dim % rank if isinstance(dim, int) and rank else None


def _is_single(scene: Scene, node: Node, axis: int) -> bool:
    """Whether the one value along the axis is what a layer with a single output gives, whatever the data."""
    made = scene.origin(node, 0, ELEMENTWISE | CASTS)
    if made is None or made[0].op not in _LAYERS:
        return False
    rank = len(node.inputs[0].shape)
    channels = rank - 1 if made[0].op == "linear" else 1
    return axis == channels and len(made[0].outputs[0].shape) == rank


def _is_over_batch(scene: Scene, node: Node, axis: int) -> bool:
    """Whether a layer's (N, classes) is normalised along N, and is then the result, or the input of a class loss."""
    shape = node.inputs[0].shape
    made = scene.origin(node, 0, _DROPOUTS)
    if axis != 0 or len(shape) not in (2, 3) or shape[-1] < 2 or shape[0] < 2:
        return False
    if made is None or made[0].op != "linear" or len(made[0].outputs[0].shape) != len(shape):
        return False
    return _ends_here(scene, node)


def _ends_here(scene: Scene, node: Node) -> bool:
    """Whether the softmax's result is what its model gives, or goes straight into a class loss or an argmax."""
    users = [user for user, _ in scene.users(node)]
    named = {"log", "argmax", "topk", "max", "clamp", "add", *CLASS_LOSSES}
    outside = [user for user in users if user.parent is None and node.parent is not None]
    return len(users) == len(outside) or all(user.op in named for user in users)


def _is_over_queries(scene: Scene, node: Node, axis: int) -> bool:
    """Whether attention scores are normalised along another axis than the one that the next product adds up."""
    shape = node.inputs[0].shape
    made = scene.origin(node, 0, SCALING)
    if len(shape) < 2 or axis == len(shape) - 1 or made is None or made[0].op not in MATMULS:
        return False
    if shape[axis] < 2 and shape[-1] < 2:
        return False
    waiting = list(scene.users(node))
    if len(waiting) == 1 and waiting[0][0].op in _DROPOUTS:
        waiting = scene.users(waiting[0][0])
    return len(waiting) == 1 and waiting[0][0].op in MATMULS and waiting[0][1] == 0


def _of_loss(scene: Scene, node: Node) -> Iterator[Warning]:
    made = scene.origin(node, 0, SELECTING)
    if made is None:
        return
    source, name = made[0], scene.words(node, 0)
    if source.op == "softmax":
        rule = RULE_TWICE
        advice = "cross_entropy takes the softmax itself, so it is taken twice. Give it the raw scores."
        if node.op == "nll_loss":
            rule, advice = RULE_RAW, "nll_loss wants log-probabilities. Write log_softmax instead of softmax."
        gets = f"the softmax of {source.label}" if name == source.label else f"{name} after softmax"
        yield _loss_warning(scene, rule, node, source, f"{node.label} gets {gets}: {advice}")
    elif source.op in _LAYERS and node.op == "nll_loss" and scene.argument(node, "reduction") != "none":
        came = f"what {name} gives" if name == source.label else f"{name} straight from {source.label}"
        message = (
            f"{node.label} gets {came}, but nll_loss wants log-probabilities. "
            "Use cross_entropy, or log_softmax before it."
        )
        yield _loss_warning(scene, RULE_RAW, node, source, message)


def _warning(scene: Scene, rule: str, node: Node, message: str) -> Warning:
    line = node.defined.line if node.defined is not None else scene.line_of(node)
    causes = [scene.cause(line, "The axis is chosen here.")] if line is not None else []
    return Warning(rule, node.id, scene.line_of(node), message, causes)


def _loss_warning(scene: Scene, rule: str, node: Node, source: Node, message: str) -> Warning:
    lines = [(source.defined or source.span, f"{source.label} is here."), (node.span, "The loss is called here.")]
    causes = [scene.cause(span.line, reason) for span, reason in lines if span is not None]
    return Warning(rule, node.id, scene.line_of(node), message, causes)
