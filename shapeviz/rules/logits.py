"""Losses of logits that give one number for each sample, and equality that never refuses."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import shape_fault
from shapeviz.rules.strict_axes import strict_axis, without
from shapeviz.shapes.shape import Shape, broadcast, product
from shapeviz.shapes.unknown import pinned


def dense_labels(call: Call) -> Outcome:
    """A probability for each class; the axis of classes is summed over.

    All other axes are flattened to one of samples, and the two matrices that come of it may broadcast.
    """
    labels, logits, dim = call.shape("labels"), call.shape("logits"), call.attribute("dim", -1)
    if labels is None or logits is None:
        return None
    axis = strict_axis(logits, dim, operand="logits")
    if isinstance(axis, Fault):
        return axis
    if labels == logits:
        return Accept([without(logits, [axis])])
    place = strict_axis(labels, dim, operand="labels")
    if not isinstance(place, Fault):
        rows = _matrix(logits, axis)
        together = broadcast([_matrix(labels, place), rows])
        if together is not None and together[:1] == rows[:1]:
            return Accept([without(logits, [axis])])
    return shape_fault("labels", logits, labels, "that of its logits")


def _matrix(shape: Shape, axis: int) -> Shape:
    return (product(without(shape, [axis])), shape[axis])


def class_numbers(call: Call) -> Outcome:
    """The number of a class for each sample; the last axis of the logits holds the classes."""
    labels, logits = call.shape("labels"), call.shape("logits")
    if labels is None or logits is None:
        return None
    fault = few_axes_fault(logits, 1, operand="logits")
    if fault is not None or labels == logits[:-1]:
        return fault or Accept([labels])
    if len(labels) != len(logits) - 1:
        problem = AxisProblem("labels", None, len(logits) - 1, len(labels), "axes")
        expects = f"labels with one axis less than its logits, {len(logits) - 1}"
        return Fault([problem], expects, str(len(labels)), {"labels": logits[:-1]})
    return shape_fault("labels", logits[:-1], labels, "one class number for each row of its logits")


def probabilities(call: Call) -> Outcome:
    """A label for each logit."""
    labels, logits = call.shape("labels"), call.shape("logits")
    if labels is None or logits is None:
        return None
    return Accept([logits]) if labels == logits else shape_fault("labels", logits, labels, "that of its logits")


def equality(call: Call) -> Outcome:
    """Element by element; shapes that do not broadcast are not equal, which is one answer and no error."""
    shapes = call.named_shapes()
    together = broadcast(shapes.values())
    if together is None:
        # Another answer comes as soon as one of the sizes is another.
        together = tuple(pinned(size) for shape in shapes.values() for size in shape)[:0]
    return Accept([together]) if shapes else None


RULES: dict[str, Rule] = {
    "softmax_cross_entropy_with_logits": dense_labels,
    "sparse_softmax_cross_entropy_with_logits": class_numbers,
    "sigmoid_cross_entropy_with_logits": probabilities,
    "equality": equality,
}
