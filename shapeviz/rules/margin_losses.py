"""Losses that want a margin between classes, or between a right and a wrong answer."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.class_losses import index_fault
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import empty_fault, rank_fault, shape_fault, shape_problems
from shapeviz.rules.losses import reduced
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, broadcast, product

ROWS = "(batch × classes, the batch optional)"


def multi_margin_loss(call: Call) -> Outcome:
    """Scores (batch, classes) or (classes,), and one class index for each row of them."""
    shape, target, weight = call.shape("input"), call.shape("target"), call.shape("weight")
    if shape is None or target is None:
        return None
    fault = _rows_fault(call, shape)
    if fault is not None:
        return fault
    classes, rows = product(shape[-1:]), product(shape[:-1])
    if weight is not None and weight != (classes,):
        return shape_fault("weight", (classes,), weight, "one number for each class of its input")
    if len(target) > 1 or product(target) != rows:
        return index_fault(shape, target)
    return Accept([reduced(call, target)])


def multilabel_margin_loss(call: Call) -> Outcome:
    """Scores and class indices of the same shape, (batch, classes) or (classes,)."""
    shape, target = call.shape("input"), call.shape("target")
    if shape is None or target is None:
        return None
    fault = _rows_fault(call, shape)
    single = len(shape) < 2 and len(target) < 2 and product(shape) == product(target)
    if fault is None and target != shape and not single:
        fault = shape_fault("target", shape, target, "the class indices of each row, filled up with -1")
    return fault or Accept([reduced(call, shape[:-1])])


def _rows_fault(call: Call, shape: Shape) -> Fault | None:
    """The fault of scores that are no rows of classes. Only the batch may be empty."""
    fault = rank_fault(call, "input", [2, 1], why=ROWS) if len(shape) > 2 else None
    return fault or empty_fault("input", shape, range(len(shape))[-1:])


def multilabel_soft_margin_loss(call: Call) -> Outcome:
    """Input, target and weights broadcast together; the classes are the last axis of the input."""
    shape, target = call.shape("input"), call.shape("target")
    if shape is None or target is None:
        return None
    names = ("input", "target", "weight")
    shapes = {name: size for name in names if (size := call.shape(name)) is not None}
    fault = few_axes_fault(shape, 1) or broadcast_fault(shapes)
    result = broadcast(shapes.values())
    if fault is not None or result is None:
        return fault
    axis = len(shape) - 1
    return Accept([reduced(call, (*result[:axis], *result[axis + 1 :]))])


def soft_margin_loss(call: Call) -> Outcome:
    """A target that broadcasts to the shape of the input."""
    shape, target = call.shape("input"), call.shape("target")
    if shape is None or target is None:
        return None
    fault = broadcast_fault({"input": shape, "target": target})
    if fault is not None:
        return fault
    if broadcast([shape, target]) != shape:
        expects = f"a target that broadcasts to the shape of its input, {shape_text(shape)}"
        return Fault(shape_problems("target", shape, target), expects, shape_text(target), {"target": shape})
    return Accept([reduced(call, shape)])


def margin_ranking_loss(call: Call) -> Outcome:
    """Two inputs and a target with as many axes, which broadcast together."""
    first = call.shape("input1")
    if first is None or call.shape("input2") is None or call.shape("target") is None:
        return None
    for name in ("input2", "target"):
        fault = rank_fault(call, name, [len(first)], why="(as its input1)")
        if fault is not None:
            return fault
    shapes = call.named_shapes()
    fault, result = broadcast_fault(shapes), broadcast(shapes.values())
    return fault if fault is not None or result is None else Accept([reduced(call, result)])


RULES: dict[str, Rule] = {
    "multi_margin_loss": multi_margin_loss,
    "multilabel_margin_loss": multilabel_margin_loss,
    "multilabel_soft_margin_loss": multilabel_soft_margin_loss,
    "soft_margin_loss": soft_margin_loss,
    "margin_ranking_loss": margin_ranking_loss,
}
