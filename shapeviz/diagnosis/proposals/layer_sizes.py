"""Proposals that make two layers agree: the input size of the one that refused, or the output size of the one before.

Which of the two is wrong is told by the rest of the model, in this order:

- A layer that took other inputs in the same recording is right, whatever comes to it now.
- An input with an axis too many or too few is no matter of sizes: then the call before is wrong, not the layer.
- A number that several other layers use too is likely right; the one that stands alone is the slip.
- Else the layer that refused is changed, since that is where a person looks, and its literals before names: a
  name stands for one size in several places, and to put a number in its place breaks them apart.
- Layers that one line made several of share their sizes, so such a line is right if any of them ran.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.flow import FLATTENING, carriers, feature_axis, flattened_shape, is_spatial, made_axis
from shapeviz.diagnosis.proposals.layers import (
    INPUT_SIZES,
    OUTPUT_SIZES,
    argument,
    called_class,
    constructor,
    has_run,
    layer_class,
    siblings,
    size_name,
    worked_elsewhere,
)
from shapeviz.diagnosis.proposals.products import as_multiple, in_same_form
from shapeviz.diagnosis.proposals.scopes import Scopes
from shapeviz.diagnosis.proposals.settings import settings
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import ARGUMENT_VALUE, LAYER_SIZE, NUANCE
from shapeviz.graph.model import Node, Shape
from shapeviz.rules.core import Conflict

OPERANDS = 2
PRODUCTS = frozenset({"matmul", "mm", "bmm", "__matmul__"})
SEVERAL = 2  # a number in so many other places is no slip
PER_NAME = 0.01  # how much less likely a number is for each name between it and the layer
EARLIER = 2 * NUANCE  # less for the layer before, where nothing tells which of the two is wrong
MOST_NAMED = 2
FLATTENED = 0.12  # less where a flattened image lies between: its sides are as likely wrong as its channels
BARE_NUMBER = 0.5  # a number in place of a name, in a constructor

_KINDS = {"features": "features", "channels": "channels", "size": "features", "dim": "features", "model": "features"}


@dataclass(frozen=True, slots=True)
class Misfit:
    """A layer that takes `expected` features where `actual` come; `axis` is that of its operand `operand`."""

    node: Node
    operand: int
    axis: int
    expected: int
    actual: int


def propose(case: Case) -> Iterator[Proposal]:
    """The input size of the layer that refused, and the output sizes of the layers before it."""
    yield from distinct(_proposals(case))


def _proposals(case: Case) -> Iterator[Proposal]:
    misfit = misfit_of(case)
    if misfit is None:
        for between in _unequal_operands(case):
            is_loss = any(spec.name == "target" for spec in between.node.inputs)
            yield from _output_sizes(case, between, LAYER_SIZE - (EARLIER if is_loss else NUANCE))
    elif not worked_elsewhere(case):
        lead = votes(case, misfit, misfit.expected) - votes(case, misfit, misfit.actual)
        before_is_wrong = lead >= SEVERAL
        yield from _input_size(case, misfit, LAYER_SIZE - NUANCE if before_is_wrong else LAYER_SIZE)
        yield from _output_sizes(case, misfit, LAYER_SIZE if before_is_wrong else LAYER_SIZE - EARLIER)


def _unequal_operands(case: Case) -> Iterator[Misfit]:
    """The operands of a sum, product or loss as if each had to have the size that the other has."""
    node, conflict = case.node, case.conflict
    if node is None or conflict is None:
        return
    if node.op in (*FLATTENING, "unflatten"):
        yield from _cut_up(node, conflict)
    if len(node.inputs) != OPERANDS:
        return
    shapes = [spec.shape for spec in node.inputs]
    contracts = node.op in PRODUCTS and all(len(shape) > 1 for shape in shapes)
    if contracts and shapes[0][-1] != shapes[1][-2]:
        last, before = len(shapes[0]) - 1, len(shapes[1]) - 2
        yield Misfit(node, 0, last, shapes[1][-2], shapes[0][-1])
        yield Misfit(node, 1, before, shapes[0][-1], shapes[1][-2])
    elif not contracts and len(shapes[0]) == len(shapes[1]):
        differing = [axis for axis, (one, two) in enumerate(zip(*shapes, strict=True)) if one != two]
        if len(differing) == 1:
            (axis,) = differing
            yield Misfit(node, 0, axis, shapes[1][axis], shapes[0][axis])
            yield Misfit(node, 1, axis, shapes[0][axis], shapes[1][axis])


def _cut_up(node: Node, conflict: Conflict) -> Iterator[Misfit]:
    """The last axis of what a view cuts up, if it alone holds another number of elements than the view wants."""
    shape = node.inputs[0].shape if node.inputs else ()
    rest = prod(shape[:-1])
    if not shape or not rest:
        return
    for problem in conflict.problems:
        if problem.unit == "elements" and problem.expected % rest == 0 and problem.actual == prod(shape):
            yield Misfit(node, 0, len(shape) - 1, problem.expected // rest, shape[-1])


def misfit_of(case: Case) -> Misfit | None:
    """The layer's size that differs from what came, if that size is all that does not fit in its input."""
    node, conflict = case.node, case.conflict
    if node is None or conflict is None or node.kind != "module":
        return None
    for operand, spec in enumerate(node.inputs):
        expected = conflict.expected_shapes.get(spec.name or "")
        axis = feature_axis(node, spec.shape)
        if expected is None or axis is None or len(expected) != len(spec.shape):
            continue
        if _differs_only_in(case, axis, expected, spec.shape):
            wanted = next(p.expected for p in conflict.problems if p.operand == spec.name and p.axis == axis)
            return Misfit(node, operand, axis, wanted, spec.shape[axis])
    return None


def _differs_only_in(case: Case, axis: int, expected: Shape, given: Shape) -> bool:
    """Whether two shapes agree but for one axis.

    Where its axes in another order would fit, the order is wrong, unless a convolution has set it.
    """
    if [index for index, size in enumerate(expected) if size != given[index]] == [axis]:
        return True
    assert case.node is not None
    convolved = any(node.op.startswith("conv") for node, _ in case.upstream(case.node))
    return convolved and expected[axis] != given[axis] and sorted(expected) == sorted(given)


def votes(case: Case, misfit: Misfit, size: int) -> int:
    """How many sides of other layers have this size. Of the layers in question only a norm's output counts."""
    suspects = {(misfit.node.id, name) for name in (*INPUT_SIZES, *OUTPUT_SIZES)}
    for node, _ in carriers(case, misfit.node, misfit.operand, misfit.axis):
        suspects |= {(node.id, name) for name in OUTPUT_SIZES}
    voters = {constructor(case, node): node for node in case.graph.nodes if node.kind == "module"}
    count = int(misfit.node.attributes.get("num_features") == size)
    for call, node in voters.items():
        for name, value in node.attributes.items() if call is not None else ():
            if name in (*INPUT_SIZES, *OUTPUT_SIZES) and value == size and (node.id, name) not in suspects:
                count += 2 if name == "num_features" else 1
    return count


def _input_size(case: Case, misfit: Misfit, weight: float) -> Iterator[Proposal]:
    node = misfit.node
    call = constructor(case, node) or _around(case, misfit)
    name = size_name(called_class(call), INPUT_SIZES) if call is not None else None
    if call is None or (layer_class(node) == "Linear" and is_spatial(case, node, misfit.operand)):
        return
    expression = _size_expression(call, name, node)
    if expression is None:
        return
    shape = flattened_shape(case, node, misfit.operand, misfit.actual)
    title = f"Give {node.label} {misfit.actual} input {_kind(name)}"
    came = f" ({' × '.join(map(str, shape))})" if shape is not None and len(shape) > 1 else ""
    reason = (
        f"{who(node)} is made for {misfit.expected} input {_kind(name)}, but {misfit.actual}{came} "
        f"{'come' if misfit.actual != 1 else 'comes'} to it."
    )
    yield from _direct(case, node, expression, (misfit.expected, misfit.actual), shape, (title, reason, weight))
    yield from _behind(case, node, expression, (misfit.expected, misfit.actual), (title, reason))


def _around(case: Case, misfit: Misfit) -> ast.Call | None:
    """The constructor of the torch layer that holds the one that refused, if the source has one such call."""
    outer = case.nodes.get(misfit.node.parent or "")
    while outer is not None and size_name(layer_class(outer), INPUT_SIZES) is None:
        outer = case.nodes.get(outer.parent or "")
    if outer is None or case.source.tree is None:
        return None
    kind, values = layer_class(outer), Values(case)
    calls = [call for call in ast.walk(case.source.tree) if isinstance(call, ast.Call) and called_class(call) == kind]
    sizes = [argument(call, size_name(kind, INPUT_SIZES) or "") for call in calls]
    fits = len(calls) == 1 and sizes[0] is not None and misfit.expected in values.numbers(sizes[0])
    return calls[0] if fits else None


def _size_expression(call: ast.Call, name: str | None, node: Node) -> ast.expr | None:
    """The expression of the input size; of several normalised axes that of the last."""
    expression = argument(call, name or "normalized_shape")
    if isinstance(expression, (ast.Tuple, ast.List)) and expression.elts:
        return expression.elts[-1]
    return expression


def _kind(name: str | None) -> str:
    return _KINDS.get((name or "").rsplit("_", 1)[-1], "features")


def _output_sizes(case: Case, misfit: Misfit, weight: float) -> Iterator[Proposal]:
    for node, wanted, flattened in _layers_before(case, misfit):
        likelihood = weight - (FLATTENED if flattened else 0)
        call, name = constructor(case, node), size_name(layer_class(node), OUTPUT_SIZES)
        expression = argument(call, name) if call is not None and name is not None else None
        current = node.attributes.get(name or "", node.outputs[0].shape[-1])
        if expression is None or not isinstance(current, int) or current == wanted:
            continue
        title = f"Let {node.label} give {wanted} {_kind(name)}"
        reason = (
            f"{who(misfit.node)} expects {misfit.expected} {_kind(name)}, but gets {misfit.actual}, "
            f"and {who(node)} was made to give {current}."
        )
        cut = case.conflict.outputs[0][1:] if case.conflict is not None and case.conflict.outputs else None
        yield from _direct(case, node, expression, (current, wanted), cut, (title, reason, likelihood))
        yield from _behind(case, node, expression, (current, wanted), (title, reason))


def _layers_before(case: Case, misfit: Misfit) -> Iterator[tuple[Node, int, bool]]:
    """The layers that made the operand's features, the output size that would fit, and if they were flattened."""
    for node, axis in carriers(case, misfit.node, misfit.operand, misfit.axis):
        kind = layer_class(node)
        if size_name(kind, OUTPUT_SIZES) is None or not node.outputs:
            continue
        made = node.outputs[0].shape
        if axis != made_axis(node, made):
            continue
        directions = 2 if node.attributes.get("bidirectional") else 1
        if misfit.expected % directions == 0 and made[axis] == misfit.actual:
            yield node, misfit.expected // directions, False
        elif misfit.actual % made[axis] == 0 and misfit.expected % (misfit.actual // made[axis]) == 0:
            # Flattened in between: each channel counts as often as the image has places.
            yield node, misfit.expected // (misfit.actual // made[axis]), True


def _direct(
    case: Case,
    node: Node,
    expression: ast.expr,
    sizes: tuple[int, int],
    shape: Shape | None,
    words: tuple[str, str, float],
) -> Iterator[Proposal]:
    """The size written anew in the constructor: in the form that it has, by a name, or as a number."""
    title, reason, weight = words
    if any(has_run(case, sibling) for sibling in siblings(case, node)):
        return
    for text, likelihood in _texts(case, expression, sizes, shape):
        edits = edits_of(case.source, replaced(case.source, expression, text))
        yield Proposal(title, edits, reason, min(weight, likelihood))


def _texts(
    case: Case, expression: ast.expr, sizes: tuple[int, int], shape: Shape | None
) -> Iterator[tuple[str, float]]:
    """Ways to write a size, the likeliest first, each with the most that it can weigh."""
    wanted = sizes[1]
    values = Values(case)
    product = in_same_form(values, expression, shape) if shape is not None and prod(shape) == wanted else None
    if product is not None:
        yield product, LAYER_SIZE + NUANCE
    elif any(isinstance(part, (ast.Name, ast.Attribute)) for part in ast.walk(expression)):
        for rank, text in enumerate(list(_named(case, values, expression, sizes))[:MOST_NAMED]):
            yield text, LAYER_SIZE - rank * EARLIER
        yield str(wanted), BARE_NUMBER
    else:
        yield str(wanted), LAYER_SIZE


def _named(case: Case, values: Values, expression: ast.expr, sizes: tuple[int, int]) -> Iterator[str]:
    """The size by the names of the function: a multiple of what is there, another name, or a sum of the two.

    What is written as a multiple stays one; a bare name is more often the wrong name.
    """
    current, wanted = sizes
    names = Scopes(case).names_read_with(expression)
    multiple = as_multiple(values, expression, current, wanted)
    if multiple is not None and isinstance(expression, ast.BinOp):
        yield multiple
    yield from (values.text(name) for name in names if values.numbers(name) == {wanted})
    if multiple is not None and not isinstance(expression, ast.BinOp):
        yield multiple
    for name in names:
        if wanted > current and values.numbers(name) == {wanted - current}:
            yield f"{values.text(expression)} + {values.text(name)}"


def _behind(
    case: Case, node: Node, expression: ast.expr, sizes: tuple[int, int], words: tuple[str, str]
) -> Iterator[Proposal]:
    """The size changed where a name in it got its value: a default, a call, an assignment."""
    title, reason = words
    # What several layers take from those who make them is set there, as one would set a literal.
    weight = LAYER_SIZE if siblings(case, node) else ARGUMENT_VALUE
    for setting in settings(Values(case), expression, *sizes):
        if setting.distance:
            edits = edits_of(case.source, setting.change)
            further = weight - PER_NAME * setting.distance - (0 if setting.added else PER_NAME / 2)
            yield Proposal(setting.title(title), edits, f"{reason} {setting.sentence}", further)
