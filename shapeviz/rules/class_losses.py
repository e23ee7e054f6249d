"""Losses over classes: cross entropy and negative log likelihood."""

from __future__ import annotations

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault, shape_fault, shape_problems
from shapeviz.rules.losses import reduced
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape


def cross_entropy(call: Call) -> Outcome:
    """Input (batch, classes, …) or (classes,). The target holds class indices, without the class axis, or
    class probabilities in the input's shape; its dtype says which."""
    shape, target = call.shape("input"), call.shape("target")
    if shape is None or target is None:
        return None
    if not shape:
        return rank_fault(call, "input", [1])
    fault = _weight_fault(call, _classes(shape))
    dtype = call.dtypes.get("target", "int64")
    probabilities = dtype.startswith(("float", "bfloat"))
    if fault is None and probabilities and target != shape:
        fault = shape_fault("target", shape, target, f"class probabilities, as its dtype is {dtype}")
    if fault is None and not probabilities:
        fault = index_fault(shape, target)
    return fault or Accept([reduced(call, _positions(shape))])


def nll_loss(call: Call) -> Outcome:
    """Log probabilities (batch, classes, …) or (classes,), and class indices without the class axis."""
    shape, target = call.shape("input"), call.shape("target")
    if shape is None or target is None:
        return None
    if not shape:
        return rank_fault(call, "input", [1])
    fault = _weight_fault(call, _classes(shape)) or index_fault(shape, target)
    return fault or Accept([reduced(call, _positions(shape))])


def _classes(shape: Shape) -> int:
    return shape[min(len(shape), 2) - 1]


def _positions(shape: Shape) -> Shape:
    """The input's shape without its class axis: one class index belongs to each position."""
    return (shape[0], *shape[2:]) if len(shape) > 1 else ()


def index_fault(shape: Shape, target: Shape) -> Fault | None:
    """The fault of class indices that do not go one to one with the positions of an input, or None."""
    wanted = _positions(shape)
    if target == wanted or (len(shape) == 1 and target == (1,)):
        return None
    if len(target) == 1 and len(shape) == 2:
        rows = shape[0]
        return Fault(
            [AxisProblem("target", 0, rows, target[0])],
            f"{counted(rows, 'class index')} in its target, one for each row of its input",
            str(target[0]),
            {"target": (rows,)},
        )
    if len(target) == len(wanted) and target[1:] == wanted[1:]:
        return Fault(
            shape_problems("target", wanted, target),
            f"{shape[0]} in axis 0 of its target (the batch size of its input)",
            str(target[0]),
            {"target": wanted},
        )
    meaning = f"one class index for each {'row' if len(shape) < 3 else 'position'} of its input"
    if len(shape) > 2:
        meaning += ", whose axis 1 holds the classes"
    return shape_fault("target", wanted, target, meaning if wanted else "one class index")


def _weight_fault(call: Call, classes: int) -> Fault | None:
    weight = call.shape("weight")
    if weight is None or weight == (classes,):
        return None
    return shape_fault("weight", (classes,), weight, "one number for each class of its input")


RULES: dict[str, Rule] = {"cross_entropy": cross_entropy, "nll_loss": nll_loss}
