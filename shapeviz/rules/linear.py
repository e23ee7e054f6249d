"""The fully connected layer: `input · weightᵀ + bias`."""

from __future__ import annotations

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import shape_fault
from shapeviz.rules.nearest import flattened
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape, broadcast, replaced


def linear(call: Call) -> Outcome:
    """Any leading axes; the last axis of `input` holds the features that `weight` (out, in) takes."""
    shape, weight = call.shape("input"), call.shape("weight")
    if shape is None or weight is None:
        return None
    if len(weight) not in (1, 2):
        return Fault([AxisProblem("weight", None, 2, len(weight), "axes")], "a weight with 2 axes", str(len(weight)))
    features = weight[-1]
    if len(weight) == 1 and call.shape("bias") is not None:
        return None  # torch takes this bias or not, as the input has one axis or more
    if not shape or shape[-1] != features:
        return feature_fault("input", shape, features)
    output = (*shape[:-1], *weight[:-1])
    rows = (1,) * (2 - len(output)) + output
    return _bias_fault(call, weight, rows) or Accept([output])


def feature_fault(operand: str, shape: Shape, features: int, *, flatten: bool = True) -> Fault:
    """The fault of a last axis that does not hold `features`. `flatten`: it may be meant for several axes."""
    expects = f"{counted(features, 'feature')} in the last axis of its {operand}"
    if not shape:
        return Fault([AxisProblem(operand, None, 1, 0, "axes")], expects, "a single number", {operand: (features,)})
    mended = (flattened(shape, features) if flatten else None) or replaced(shape, -1, features)
    problem = AxisProblem(operand, len(shape) - 1, features, shape[-1])
    return Fault([problem], expects, str(shape[-1]), {operand: mended})


def _bias_fault(call: Call, weight: Shape, rows: Shape) -> Fault | None:
    """A bias holds one number for each output, or anything that stretches to the `rows` of outputs."""
    bias, expected = call.shape("bias"), weight[:-1]
    if bias is None or (expected and broadcast([bias, rows]) == rows):
        return None
    return shape_fault("bias", expected, bias)


RULES: dict[str, Rule] = {"linear": linear}
