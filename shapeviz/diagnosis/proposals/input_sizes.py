"""Proposals about the sizes of the tensors that the code itself creates.

A model's own numbers are more often wrong than those of its data, so these come late, but for three signs that the
data are meant: the layer took other inputs in the same recording; the tensor is the target of a loss; or a norm that
trains sees one value only, which no change of the model would mend. An image that halves several times needs sides
that halve so often, and a batch size is changed last, since code should work for any.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import log2

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, insertion, replaced
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.creations import KEPT, Creation, creation_of, creations_behind
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.flow import FLATTENING, SPATIAL
from shapeviz.diagnosis.proposals.layers import worked_elsewhere
from shapeviz.diagnosis.proposals.local_sizes import size_text
from shapeviz.diagnosis.proposals.misfits import OPERANDS, PRODUCTS
from shapeviz.diagnosis.proposals.products import beside
from shapeviz.diagnosis.proposals.settings import Setting, settings
from shapeviz.diagnosis.proposals.states import RECURRENT, STATES
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.proposals.window_options import unequal_images
from shapeviz.diagnosis.weights import ADAPTED, BATCH_SIZE, HIDDEN_STATE, INPUT_SIZE, LAYER_SIZE, NUANCE, TARGET
from shapeviz.graph.model import Shape
from shapeviz.rules.core import Conflict
from shapeviz.rules.wording import times

PER_NAME = 0.01
PER_RANK = 0.01
MOST_HALVINGS = 5
IMAGE_RANKS = (4, 5)
BATCH_AXIS = 0
LARGEST_MAP = 1024


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
    for creation in _images(case, values):
        yield from _other_sides(case, values, creation, case.conflict)


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
    if case.node.op in PRODUCTS and len(shapes) == OPERANDS and all(len(shape) > 1 for shape in shapes):
        yield from _resized(case, values, 1, len(shapes[1]) - 2, shapes[0][-1])
        yield from _resized(case, values, 0, len(shapes[0]) - 1, shapes[1][-2])


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
        made = f"{creation.node.label} is made with {given}"
        reason = f"{who(case.node)} needs {wanted} in axis {axis} of its {name}, and {made}."
        weight = _weight(case, creation, operand, at)
        for setting in settings(values, expression, given, size):
            yield _sized(case, creation, setting, at, reason, weight - PER_NAME * setting.distance)
        yield from _read_from_batch(case, creation, expression, (at, size), reason)
        text = beside(values, expression, given, size)
        if text is not None:
            edits = edits_of(case.source, replaced(case.source, expression, text))
            yield Proposal(f"Make axis {at} of {creation.node.label} {size} long", edits, reason, weight - PER_NAME / 2)


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
        yield Proposal(f"Make {creation.node.label} as long as the batch", edits, reason, HIDDEN_STATE + 2 * NUANCE)


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
    title = f"Make axis {axis} of {creation.node.label} {setting.new} long"
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
            name = creation.node.label
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


def _images(case: Case, values: Values) -> Iterator[Creation]:
    """The images created in the source that went into the call."""
    assert case.node is not None
    for node, _ in case.upstream(case.node):
        creation = creation_of(case, values, node)
        if creation is not None and len(creation.shape) in IMAGE_RANKS and "int" not in node.outputs[0].dtype:
            yield creation


def _other_sides(case: Case, values: Values, creation: Creation, conflict: Conflict) -> Iterator[Proposal]:
    """Sides that halve evenly, that flatten to what a layer expects, or in which a window finds place."""
    assert case.node is not None
    sides = creation.shape[2:]
    if unequal_images(case.node) is not None:
        candidates = _evenly_halved(case, sides)
        why = "do not halve evenly, so that two maps of one size come out unequal"
    elif _lacks_room(case, conflict):
        candidates = [tuple(factor * side for side in sides) for factor in (2, 4, 8)]
        why = f"shrink on the way until {who(case.node)} has too little left"
    else:
        candidates, why = _sides_for(case, sides), "give another number of features than the layer expects"
    for rank, wanted in enumerate(candidates):
        reason = f"The sides of {creation.node.label}, {times(sides)}, {why}."
        # A second guess is hardly another idea.
        weight = INPUT_SIZE if not rank else ADAPTED - PER_RANK * rank
        yield from _with_sides(case, values, creation, wanted, reason, weight)


def _evenly_halved(case: Case, sides: Shape) -> list[Shape]:
    """The sides rounded to what halves as often as they are halved: up first, since that loses nothing."""
    assert case.node is not None
    shapes = [spec.shape for node, _ in case.upstream(case.node) for spec in node.outputs]
    maps = [shape for shape in shapes if len(shape) in IMAGE_RANKS]
    smallest = min((shape[2] for shape in maps if shape[2]), default=sides[0])
    halvings = round(log2(sides[0] / smallest)) if smallest < sides[0] else 0
    steps = [2**count for count in range(halvings, MOST_HALVINGS + 1)] if halvings else []
    rounded = [tuple(-(-side // step) * step for side in sides) for step in steps[:1]]
    rounded += [tuple(side // step * step for side in sides) for step in steps[:1]]
    rounded += [tuple(-(-side // step) * step for side in sides) for step in steps[1:]]
    return list(dict.fromkeys(shape for shape in rounded if shape != sides and min(shape) > 0))


def _lacks_room(case: Case, conflict: Conflict) -> bool:
    """Whether a window wants larger sides than come."""
    assert case.node is not None
    windowed = case.node.attributes.get("kernel_size") is not None or case.node.op.startswith(SPATIAL)
    small = [problem for problem in conflict.problems if (problem.axis or 0) >= 2 and problem.expected > problem.actual]
    return windowed and len(small) == len(conflict.problems)


def _sides_for(case: Case, sides: Shape) -> list[Shape]:
    """Sides with which the flattened image may have as many elements as expected."""
    assert case.node is not None
    expected = case.node.attributes.get("in_features")
    flat = next((node for node, _ in case.upstream(case.node) if node.op in FLATTENING and node.inputs), None)
    shape = flat.inputs[0].shape if flat is not None else ()
    if not isinstance(expected, int) or len(shape) < 3 or len(set(shape[2:])) != 1 or len(set(sides)) != 1:
        return []
    now, side = shape[-1], sides[0]
    wanted = next((edge for edge in range(1, LARGEST_MAP) if shape[1] * edge ** len(sides) == expected), None)
    if wanted is None or not now:
        return []
    # What is lost at the rims of convolutions without padding does not grow with the image.
    guesses = [round(side * wanted / now), side + (wanted - now) * max(1, side // now)]
    guesses += [guess + extra for guess in guesses[:] for extra in (1, -1, 2, -2)]
    return list(dict.fromkeys((guess,) * len(sides) for guess in guesses if guess > 0 and guess != side))


def _with_sides(
    case: Case, values: Values, creation: Creation, wanted: Shape, reason: str, weight: float
) -> Iterator[Proposal]:
    """All sides changed at once, each where its number is written. One number may stand for several sides."""
    changes: dict[tuple[int, int], Change] = {}
    distance = 0
    for expression, old, new in zip(creation.sizes[2:], creation.shape[2:], wanted, strict=True):
        if expression is None or old == new:
            continue
        setting = next((found for found in settings(values, expression, old, new) if not found.added), None)
        change = setting.change if setting is not None else replaced(case.source, expression, str(new))
        changes[change.span.line, change.span.column] = change
        distance = max(distance, setting.distance if setting is not None else 0)
    edits = edits_of(case.source, *changes.values())
    yield Proposal(f"Make {creation.node.label} {times(wanted)}", edits, reason, weight - PER_NAME * distance)
