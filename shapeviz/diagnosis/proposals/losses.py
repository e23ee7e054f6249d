"""A prediction and its target: axes at the loss, the target where it is made, class indices, the loss itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.operand_sites import fits, shapes_fit, site_name, sites_of
from shapeviz.diagnosis.proposals.target_sizes import resized_targets
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE, OTHER_FUNCTION, TARGET
from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, product

OVER_CLASSES = frozenset({"cross_entropy", "nll_loss"})
ELEMENTWISE = frozenset(
    {"binary_cross_entropy", "binary_cross_entropy_with_logits", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss",
     "kl_div", "poisson_nll_loss"}
)  # fmt: skip
_CLASSES = {
    "binary_cross_entropy": "BCELoss",
    "binary_cross_entropy_with_logits": "BCEWithLogitsLoss",
    "cross_entropy": "CrossEntropyLoss",
    "nll_loss": "NLLLoss",
    "mse_loss": "MSELoss",
    "l1_loss": "L1Loss",
    "smooth_l1_loss": "SmoothL1Loss",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What is written behind the prediction (`input`) or the target, the shape it gives, and why."""

    operand: str
    suffix: str
    shape: Shape
    reason: str
    weight: float


def propose(case: Case) -> Iterator[Proposal]:
    """Ways to bring a prediction and its target together."""
    pair = _pair(case)
    if pair is None:
        return
    prediction, target = pair
    yield from _types(case)
    yield from _behind(case, prediction, target)
    yield from _positions_in_rows(case, prediction, target)
    yield from _other_losses(case, prediction, target)
    yield from resized_targets(case, _operand(case, "target"))


def _pair(case: Case) -> tuple[Shape, Shape] | None:
    if case.node is None or case.node.op not in OVER_CLASSES | ELEMENTWISE:
        return None
    shapes = {spec.name: spec.shape for spec in case.node.inputs}
    return (shapes["input"], shapes["target"]) if {"input", "target"} <= shapes.keys() else None


def _operand(case: Case, name: str) -> int:
    return case.operand_index(name) or 0


def _dtype(case: Case) -> str | None:
    """The type of the target's numbers."""
    return case.node.inputs[_operand(case, "target")].dtype if case.node is not None else None


def _behind(case: Case, prediction: Shape, target: Shape) -> Iterator[Proposal]:
    assert case.node is not None
    over_classes = case.node.op in OVER_CLASSES
    found = _for_classes(prediction, target) if over_classes else _for_elements(prediction, target)
    for change in found:
        if not _fits(case, change):
            continue
        for place, site in enumerate(sites_of(case, _operand(case, change.operand))):
            edits = edits_of(case.source, wrapped(case.source, site.expression, change.suffix))
            title = f"Put `{change.suffix}` behind {site_name(case, site)}"
            yield Proposal(title, edits, change.reason, change.weight - 0.01 * min(place, 2))


def _fits(case: Case, change: Change) -> bool:
    """Whether the loss takes it. A target of class indices is of another type than the one that was given."""
    if change.suffix.startswith(".argmax") and case.call is not None:
        shapes = case.call.with_shapes({change.operand: change.shape})
        indices = Call(shapes.op, shapes.operands, shapes.attributes, {**shapes.dtypes, "target": "int64"})
        return isinstance(judge(indices), Accept)
    return bool(fits(case, {change.operand: change.shape}))


def _for_elements(prediction: Shape, target: Shape) -> Iterator[Change]:
    """Losses that compare number by number: one of the two has an axis of size 1 that the other lacks."""
    both = f"The prediction has the shape {shape_text(prediction)} and the target {shape_text(target)}"
    for axis, size in enumerate(prediction):
        if size == 1 and (*prediction[:axis], *prediction[axis + 1 :]) == target:
            reason = f"{both}: the target lacks axis {axis}, which has size 1 in the prediction."
            yield Change("target", f".unsqueeze({axis})", prediction, reason, TARGET + NUANCE)
            yield Change("input", f".squeeze({axis})", target, reason, TARGET + NUANCE - 0.005)
    for axis, size in enumerate(target):
        if size == 1 and (*target[:axis], *target[axis + 1 :]) == prediction:
            reason = f"{both}: the prediction lacks axis {axis}, which has size 1 in the target."
            yield Change("target", f".squeeze({axis})", prediction, reason, TARGET + NUANCE)
            yield Change("input", f".unsqueeze({axis})", target, reason, TARGET + NUANCE - 0.005)
    if len(target) > 1 and target[::-1] == prediction and len(target) == 2:
        yield Change("target", ".T", prediction, f"{both}: its axes are exchanged.", TARGET + NUANCE)
    if len(target) != len(prediction) and product(target) == product(prediction):
        yield Change("target", _reshaping(prediction), prediction, f"{both}.", TARGET - NUANCE / 2)
    if len(prediction) == 3 and (prediction[0], prediction[2]) == target:
        reason = f"{both}: only the last step of the prediction has a target."
        yield Change("input", "[:, -1]", target, reason, MISSING_CALL)


def _reshaping(shape: Shape) -> str:
    """What brings a target to that shape for any batch."""
    return ".flatten(1)" if len(shape) == 2 else f".reshape({', '.join(['-1', *map(str, shape[1:])])})"


def _for_classes(prediction: Shape, target: Shape) -> Iterator[Change]:
    """Losses over classes: the classes stand in axis 1 of the prediction, and the target has no such axis."""
    both = f"The prediction has the shape {shape_text(prediction)} and the target {shape_text(target)}"
    for axis, size in enumerate(target):
        if size == 1:
            reason = f"{both}: a class index for each sample is needed, without axis {axis} of size 1."
            made = (*target[:axis], *target[axis + 1 :])
            yield Change("target", f".squeeze({axis})", made, reason, TARGET + NUANCE - 0.002 * (axis != 1))
    if target == prediction and len(target) > 1:
        reason = f"{both}: the target says each class with a 1 among zeros, and the loss takes the index of the class."
        yield Change("target", ".argmax(dim=1)", (target[0], *target[2:]), reason, TARGET + NUANCE)
    if len(prediction) > 2 and prediction[:-1] == target:
        order = (0, len(prediction) - 1, *range(1, len(prediction) - 1))
        suffix = ".transpose(1, 2)" if len(prediction) == 3 else f".permute({', '.join(map(str, order))})"
        reason = f"{both}: the classes are in the last axis of the prediction, and the loss wants them in axis 1."
        made = tuple(prediction[axis] for axis in order)
        yield Change("input", suffix, made, reason, MISSING_CALL + NUANCE)
    if len(prediction) == 3 and target == prediction[:1]:
        reason = (
            f"{both}: there is one class for each sample, but a prediction for each step; the last step has seen all."
        )
        yield Change("input", "[:, -1]", (prediction[0], prediction[2]), reason, MISSING_CALL + NUANCE)
        yield Change("input", ".mean(dim=1)", (prediction[0], prediction[2]), reason, MISSING_CALL)
    if len(prediction) == 1 and target in ((), (1,)):
        yield Change("input", ".unsqueeze(0)", (1, *prediction), f"{both}: the batch axis is missing.", MISSING_CALL)
    if target == () and len(prediction) == 2 and prediction[0] == 1:
        yield Change("target", ".unsqueeze(0)", (1,), f"{both}: the target lacks the batch axis.", TARGET + NUANCE)


def _types(case: Case) -> Iterator[Proposal]:
    """Shapes that fit, but numbers of a type that the loss does not take for its target."""
    error = case.mismatch.error
    if not shapes_fit(case) or error is None or not re.search(r"dtype|scalar type|Long|Float|Double", error.text):
        return
    assert case.node is not None
    suffix = ".long()" if case.node.op in OVER_CLASSES else ".float()"
    kind = "whole numbers" if suffix == ".long()" else "decimal numbers, as those of the prediction are,"
    reason = (
        f"{who(case.node)} takes {kind} for its target, and gets {case.node.inputs[_operand(case, 'target')].dtype}."
    )
    for place, site in enumerate(sites_of(case, _operand(case, "target"))):
        edits = edits_of(case.source, wrapped(case.source, site.expression, suffix))
        title = f"Put `{suffix}` behind {site_name(case, site)}"
        yield Proposal(title, edits, reason, TARGET + NUANCE - 0.01 * place)


def _positions_in_rows(case: Case, prediction: Shape, target: Shape) -> Iterator[Proposal]:
    """One row for each position of a sequence: the logits and the target both flattened."""
    assert case.node is not None
    logits = case.operand_expression(case.node, _operand(case, "input"))
    classes = case.operand_expression(case.node, _operand(case, "target"))
    if case.node.op not in OVER_CLASSES or logits is None or classes is None or len(prediction) not in (2, 3):
        return
    last = prediction[-1]
    if product(prediction[:-1]) != product(target) or (len(prediction) == 2 and len(target) < 2):
        return
    changes = [wrapped(case.source, classes, ".reshape(-1)")]
    if len(prediction) > 2:
        name = text_of(case.source, logits)
        size = f"{name}.size(-1)" if isinstance(logits, (ast.Name, ast.Attribute)) else str(last)
        changes.append(wrapped(case.source, logits, f".reshape(-1, {size})"))
    reason = (
        f"The prediction has the shape {shape_text(prediction)} and the target {shape_text(target)}: there is one "
        f"class for each of {product(target)} positions, which are to be the rows."
    )
    weight = MISSING_CALL + NUANCE - 0.01 if len(prediction) > 2 else TARGET
    yield Proposal("Make every position a row of the loss", edits_of(case.source, *changes), reason, weight)


def _other_losses(case: Case, prediction: Shape, target: Shape) -> Iterator[Proposal]:
    """Class indices need cross entropy, and one number of each class for each sample needs a binary loss."""
    node = case.node
    assert node is not None
    indices = len(prediction) == 2 and prediction[1] > 1 and target == prediction[:1]
    whole = _dtype(case) == "int64"
    if (node.op.startswith("binary_cross_entropy") and indices) or (node.op in _CLASSES and indices and whole):
        other = "cross_entropy"
        reason = (
            f"{who(node)} compares {shape_text(prediction)} with {shape_text(target)}: the target holds one class "
            f"index for each sample, and the prediction {prediction[1]} classes, as CrossEntropyLoss takes them."
        )
        yield from _with_loss(case, other, reason, OTHER_FUNCTION + NUANCE)
    if node.op in OVER_CLASSES and target == prediction:
        reason = f"Prediction and target both have the shape {shape_text(target)}: each number is a decision by itself."
        yield from _with_loss(case, "binary_cross_entropy_with_logits", reason, TARGET - NUANCE)


def _with_loss(case: Case, op: str, reason: str, weight: float) -> Iterator[Proposal]:
    """The loss exchanged, where it is made or called; class indices are whole numbers, all other targets are not."""
    node = case.node
    assert node is not None
    target = case.operand_expression(node, _operand(case, "target"))
    definition = case.definition(node)
    expression = case.expression(node)
    place = definition.func if definition is not None else expression.func if isinstance(expression, ast.Call) else None
    name = _CLASSES[op] if definition is not None else op
    old = _CLASSES.get(node.op) if definition is not None else node.op
    if place is None or old is None or not text_of(case.source, place).endswith(f".{old}"):
        return
    function = text_of(case.source, place)
    changes = [replaced(case.source, place, function[: -len(old)] + name)]
    if target is not None and not (op == "cross_entropy" and _dtype(case) == "int64"):
        change = ".long()" if op == "cross_entropy" else ".float()"
        text = text_of(case.source, target)
        if text.endswith(".float()") and op == "cross_entropy":
            changes.append(replaced(case.source, target, text.removesuffix(".float()") + change))
        else:
            changes.append(wrapped(case.source, target, change))
    yield Proposal(f"Use {name}", edits_of(case.source, *changes), reason, weight)
