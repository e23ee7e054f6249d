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

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.flow import carriers, flattened_shape, is_spatial, made_axis
from shapeviz.diagnosis.proposals.layers import (
    INPUT_SIZES,
    OUTPUT_SIZES,
    argument,
    called_class,
    constructor,
    has_run,
    is_shared,
    layer_class,
    siblings,
    size_name,
    worked_elsewhere,
)
from shapeviz.diagnosis.proposals.misfits import Misfit, misfit_of, unequal_operands
from shapeviz.diagnosis.proposals.settings import settings
from shapeviz.diagnosis.proposals.size_texts import Sizing, size_texts
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import ARGUMENT_VALUE, LAYER_SIZE, NUANCE
from shapeviz.graph.model import Node

SEVERAL = 2  # a number in so many other places is no slip
PER_NAME = 0.01  # how much less likely a number is for each name between it and the layer
EARLIER = 2 * NUANCE  # less for the layer before, where nothing tells which of the two is wrong
FLATTENED = 0.12  # less where a flattened image lies between: its sides are as likely wrong as its channels

_KINDS = {"features": "features", "channels": "channels", "size": "features", "dim": "features", "model": "features"}


def propose(case: Case) -> Iterator[Proposal]:
    """The input size of the layer that refused, and the output sizes of the layers before it."""
    yield from distinct(_proposals(case))


def _proposals(case: Case) -> Iterator[Proposal]:
    misfit = misfit_of(case)
    if misfit is None:
        for between in unequal_operands(case):
            is_loss = any(spec.name == "target" for spec in between.node.inputs)
            yield from _output_sizes(case, between, LAYER_SIZE - (EARLIER if is_loss else NUANCE))
    elif not worked_elsewhere(case):
        actual = votes(case, misfit, misfit.actual)
        before_is_wrong = actual < SEVERAL <= votes(case, misfit, misfit.expected) - actual
        call, name = constructor(case, misfit.node), size_name(layer_class(misfit.node), INPUT_SIZES)
        written = argument(call, name) if call is not None and name is not None else None
        # What a line makes many layers with has many values, of which the votes for one tell nothing.
        before_is_wrong = before_is_wrong and (written is None or not is_shared(case, misfit.node, written))
        yield from _input_size(case, misfit, LAYER_SIZE - NUANCE if before_is_wrong else LAYER_SIZE)
        yield from _output_sizes(case, misfit, LAYER_SIZE if before_is_wrong else LAYER_SIZE - EARLIER)


def votes(case: Case, misfit: Misfit, size: int) -> int:
    """How many sides of other layers have this size. Of the layers in question only a norm's output counts.

    What one line of the source makes has one vote for each size, however many layers that are.
    """
    suspects = {constructor(case, node) for node, _ in carriers(case, misfit.node, misfit.operand, misfit.axis)}
    suspects.add(constructor(case, misfit.node))
    voters: set[tuple[ast.Call | None, str]] = set()
    for node in case.graph.nodes:
        call = constructor(case, node) if node.kind == "module" else None
        if call is not None and call not in suspects:
            voters |= {(call, name) for name in (*INPUT_SIZES, *OUTPUT_SIZES) if node.attributes.get(name) == size}
    own = int(misfit.node.attributes.get("num_features") == size)
    return own + sum(2 if name == "num_features" else 1 for _, name in voters)


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
    partner = next((size for size in _sizes_before(case, misfit)), None)
    sizing = Sizing(expression, misfit.expected, misfit.actual, shape, partner, is_shared(case, node, expression))
    yield from _direct(case, node, sizing, (title, reason, weight))
    yield from _behind(case, node, expression, (misfit.expected, misfit.actual), (title, reason))


def _sizes_before(case: Case, misfit: Misfit) -> Iterator[ast.expr]:
    """How the layers before write the size that comes."""
    for node, _ in carriers(case, misfit.node, misfit.operand, misfit.axis):
        call, name = constructor(case, node), size_name(layer_class(node), OUTPUT_SIZES)
        size = argument(call, name) if call is not None and name is not None else None
        if size is not None and node.attributes.get(name or "") == misfit.actual:
            yield size


def _around(case: Case, misfit: Misfit) -> ast.Call | None:
    """The constructor of the torch layer that holds the one that refused, if the source has one such call."""
    outer = case.nodes.get(misfit.node.parent or "")
    while outer is not None and size_name(layer_class(outer), INPUT_SIZES) is None:
        outer = case.nodes.get(outer.parent or "")
    if outer is None or case.source.tree is None:
        return None
    kind, values = layer_class(outer), Values.of(case)
    calls = [call for call in case.calls if called_class(call) == kind]
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
        partner = _size_after(case, misfit) if wanted == misfit.expected else None
        sizing = Sizing(expression, current, wanted, cut, partner, is_shared(case, node, expression))
        yield from _direct(case, node, sizing, (title, reason, likelihood))
        yield from _behind(case, node, expression, (current, wanted), (title, reason))


def _size_after(case: Case, misfit: Misfit) -> ast.expr | None:
    """How the layer that refused writes the size that it takes."""
    call, name = constructor(case, misfit.node), size_name(layer_class(misfit.node), INPUT_SIZES)
    return argument(call, name) if call is not None and name is not None else None


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


def _direct(case: Case, node: Node, sizing: Sizing, words: tuple[str, str, float]) -> Iterator[Proposal]:
    """The size written anew in the constructor: in the form that it has, by a name, or as a number."""
    title, reason, weight = words
    if any(has_run(case, sibling) for sibling in siblings(case, node)):
        if not sizing.shared:
            return
        weight -= EARLIER
    for rank, (text, likelihood) in enumerate(size_texts(case, sizing)):
        edits = edits_of(case.source, replaced(case.source, sizing.expression, text))
        told = title if not rank else f"{title}, written as `{text}`"
        yield Proposal(told, edits, reason, min(weight, likelihood))


def _behind(
    case: Case, node: Node, expression: ast.expr, sizes: tuple[int, int], words: tuple[str, str]
) -> Iterator[Proposal]:
    """The size changed where a name in it got its value: a default, a call, an assignment."""
    title, reason = words
    # What several layers take from those who make them is set there, as one would set a literal.
    weight = LAYER_SIZE if siblings(case, node) else ARGUMENT_VALUE
    for setting in settings(Values.of(case), expression, *sizes):
        if setting.distance:
            edits = edits_of(case.source, setting.change)
            further = weight - PER_NAME * setting.distance - (0 if setting.added else PER_NAME / 2)
            yield Proposal(setting.title(title), edits, f"{reason} {setting.sentence}", further)
