"""Proposals about the sizes of the tensors that the code itself creates.

A model's own numbers are more often wrong than those of its data, so these come late, but for three signs that the
data are meant: the layer took other inputs in the same recording; the tensor is the target of a loss; or a norm that
trains sees one value only, which no change of the model would mend. A batch size is changed last, since code should
work for any.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, insertion, replaced
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.creations import KEPT, Creation, creations_behind
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.layers import worked_elsewhere
from shapeviz.diagnosis.proposals.local_sizes import size_text
from shapeviz.diagnosis.proposals.misfits import OPERANDS, PRODUCTS
from shapeviz.diagnosis.proposals.products import beside
from shapeviz.diagnosis.proposals.settings import Setting, settings
from shapeviz.diagnosis.proposals.states import RECURRENT, STATES
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import ADAPTED, BATCH_SIZE, HIDDEN_STATE, INPUT_SIZE, LAYER_SIZE, NUANCE, TARGET
from shapeviz.rules.core import Conflict

PER_NAME = 0.01
BATCH_AXIS = 0


def propose(case: Case) -> Iterator[Proposal]:
    """Other sizes for the tensors that went into the call."""
    yield from distinct(_proposals(case))


def _proposals(case: Case) -> Iterator[Proposal]:
    if case.node is None or case.conflict is None:
        return
    values = Values.of(case)
    if _trains_on_one_value(case, case.conflict):
        yield from _larger_batch(case, values)
        yield from _evaluating(case)
        return
    yield from _expected_sizes(case, values, case.conflict)
    yield from _contracted_axes(case, values)


def _expected_sizes(case: Case, values: Values, conflict: Conflict) -> Iterator[Proposal]:
    """The size that the call expects, written where its operand was created; of equals, either's size for the other."""
    assert case.node is not None
    shapes = {spec.name: spec.shape for spec in case.node.inputs}
    for name, expected in conflict.expected_shapes.items():
        operand, given = case.operand_index(name), shapes.get(name)
        is_state = name.partition("[")[0] in STATES and case.node.op in RECURRENT
        if operand is None or given is None or len(given) != len(expected) or is_state:
            continue
        axes = [axis for axis, size in enumerate(expected) if size != given[axis]]
        if len(axes) == 1:
            yield from _resized(case, values, operand, axes[0], expected[axes[0]])
            yield from _other_operand(case, values, name, axes[0], given[axes[0]], expected[axes[0]])


def _other_operand(case: Case, values: Values, name: str, axis: int, given: int, expected: int) -> Iterator[Proposal]:
    """The other operands of a call between equals resized to meet the one that the conflict blames."""
    assert case.node is not None
    rank = next(len(spec.shape) for spec in case.node.inputs if spec.name == name)
    for index, spec in enumerate(case.node.inputs if case.node.kind == "call" else ()):
        if spec.name != name and len(spec.shape) == rank and spec.shape[axis] == expected:
            yield from (
                Proposal(found.title, found.edits, found.reason, found.weight - NUANCE)
                for found in _resized(case, values, index, axis, given)
            )


def _contracted_axes(case: Case, values: Values) -> Iterator[Proposal]:
    """The rows of the second matrix of a product for the columns of the first, and the other way round."""
    assert case.node is not None
    shapes = [spec.shape for spec in case.node.inputs]
    if case.node.op in PRODUCTS and len(shapes) == OPERANDS and all(shapes):
        rows = max(len(shapes[1]) - 2, 0)
        yield from _resized(case, values, 1, rows, shapes[0][-1])
        yield from _resized(case, values, 0, len(shapes[0]) - 1, shapes[1][rows])


def _resized(case: Case, values: Values, operand: int, axis: int, wanted: int) -> Iterator[Proposal]:
    """The creations behind an axis of an operand with the size that makes it `wanted`."""
    assert case.node is not None
    actual, name = case.node.inputs[operand].shape[axis], case.node.inputs[operand].name or "input"
    for creation, at in creations_behind(case, values, case.node, operand, axis):
        given = creation.shape[at]
        # Flattened in between: each of these counts several times.
        times_over = actual // given if given and actual % given == 0 else 0
        if not times_over or wanted % times_over:
            continue
        size, expression = wanted // times_over, creation.sizes[at]
        assert expression is not None
        made = f"{creation.name} is made with {given}"
        reason = f"{who(case.node)} needs {wanted} in axis {axis} of its {name}, and {made}."
        weight = _weight(case, creation, operand, at)
        for setting in settings(values, expression, given, size):
            yield _sized(case, creation, setting, at, reason, weight - PER_NAME * setting.distance)
        yield from _read_from_batch(case, creation, expression, (at, size), reason)
        text = beside(values, expression, given, size) or _read_from_another(case, values, expression, size)
        if text is not None:
            edits = edits_of(case.source, replaced(case.source, expression, text))
            yield Proposal(f"Make axis {at} of {creation.name} {size} long", edits, reason, weight - PER_NAME / 2)


def _read_from_another(case: Case, values: Values, expression: ast.expr, size: int) -> str | None:
    """A size that was computed, and is no number that could be changed, read from a tensor at hand instead."""
    text = size_text(case, expression, size) if not values.numbers(expression) else ""
    return text if text and not text.isdigit() else None


def _read_from_batch(
    case: Case, creation: Creation, expression: ast.expr, axis: tuple[int, int], reason: str
) -> Iterator[Proposal]:
    """The batch size read from the batch at hand, for a tensor that is made anew for each."""
    at, size = axis
    statement = case.statement_of(expression)
    around = case.parents.get(statement) if statement is not None else None
    if at != BATCH_AXIS or not isinstance(around, (ast.For, ast.FunctionDef)):
        return
    text = size_text(case, expression, size, axis=at)
    if not text.isdigit():
        edits = edits_of(case.source, replaced(case.source, expression, text))
        yield Proposal(f"Make {creation.name} as long as the batch", edits, reason, HIDDEN_STATE + 2 * NUANCE)


def _weight(case: Case, creation: Creation, operand: int, axis: int) -> float:
    assert case.node is not None
    if case.node.inputs[operand].name == "target":
        return TARGET
    if creation.node.op in KEPT:
        # What a model makes for itself has to follow its data, as the sizes of its layers do.
        return LAYER_SIZE - NUANCE
    if worked_elsewhere(case):
        return LAYER_SIZE
    has_layers = any(node.kind == "module" for node in case.graph.nodes)
    return BATCH_SIZE if axis == BATCH_AXIS and has_layers else INPUT_SIZE


def _sized(case: Case, creation: Creation, setting: Setting, axis: int, reason: str, weight: float) -> Proposal:
    title = f"Make axis {axis} of {creation.name} {setting.new} long"
    if setting.distance and setting.name:
        title = f"Set {setting.name} to {setting.new}"
    sentence = f" {setting.sentence}" if setting.distance else ""
    return Proposal(title, edits_of(case.source, setting.change), reason + sentence, weight)


def _trains_on_one_value(case: Case, conflict: Conflict) -> bool:
    """Whether a norm refuses a batch of one because it has no variance."""
    assert case.node is not None
    one = [problem for problem in conflict.problems if problem.expected == 2 and problem.actual == 1]
    return case.node.op == "batch_norm" and len(one) == len(conflict.problems) == 1


def _larger_batch(case: Case, values: Values) -> Iterator[Proposal]:
    """A batch of two, where the tensors came in; the weight is high because one sample is the very fault."""
    assert case.node is not None
    for creation, at in creations_behind(case, values, case.node, 0, BATCH_AXIS):
        expression = creation.sizes[at]
        for setting in settings(values, expression, 1, 2) if expression is not None else ():
            name = creation.name
            reason = f"{who(case.node)} has one value for each channel, because {name} holds a batch of 1."
            yield _sized(case, creation, setting, at, reason, LAYER_SIZE - PER_NAME * setting.distance)


def _evaluating(case: Case) -> Iterator[Proposal]:
    """`model.eval()` before the outermost call that led to the norm."""
    assert case.node is not None
    outer = case.node
    while outer.parent is not None:
        outer = case.nodes[outer.parent]
    expression = case.expression(outer)
    statement = case.statement_of(expression) if expression is not None else None
    if statement is not None and isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name):
        name = expression.func.id
        reason = f"{who(case.node)} trains, and one value has no variance to train on."
        edits = insertion(case.source, statement, f"{name}.eval()")
        yield Proposal(f"Set {name} to evaluation", edits, reason, ADAPTED)
