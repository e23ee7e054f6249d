"""What to write instead of a silent bug: the edits that its warning advises, the likeliest first, not yet tried."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from shapeviz.diagnosis.case import Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, text_of, with_keyword, wrapped
from shapeviz.diagnosis.proposals.libraries import library_of, spelled
from shapeviz.diagnosis.warnings import broadcast_losses, chance, hand_written_losses, layouts, softmaxes, views
from shapeviz.diagnosis.warnings.axes import batch_axis
from shapeviz.diagnosis.warnings.operations import SELECTING
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.diagnosis.weights import LAYER_OPTION, MISSING_CALL, NUANCE, OTHER_AXIS, OTHER_FUNCTION
from shapeviz.graph.findings import Warning
from shapeviz.graph.model import Node, SourceSpan

# A remedy is a title and one change of the source.
Remedy = tuple[str, Change, float]


def remedies(scene: Scene, warning: Warning) -> Iterator[Proposal]:
    """The changes that would do what was hardly done, for a warning that belongs to a call of the source."""
    node = scene.nodes.get(warning.node or "")
    family = _FAMILIES.get(warning.rule)
    if node is None or family is None:
        return
    for title, change, weight in family(scene, node):
        edits = tuple(edit for edit in edits_of(scene.source, change) if edit.old != edit.new)
        yield Proposal(title, edits, warning.message, weight)


def _of_shapes(scene: Scene, node: Node) -> Iterator[Remedy]:
    """An axis of size 1 is put into one operand, or taken out of the other."""
    shapes = [spec.shape for spec in node.inputs[:2]]
    longer = 0 if len(shapes[0]) > len(shapes[1]) else 1
    axis = broadcast_losses.lone_axis(shapes[longer], shapes[1 - longer])
    if axis is None:
        return
    for operand, suffix, weight in (
        (1 - longer, f".unsqueeze({axis})", MISSING_CALL),
        (longer, f".squeeze({axis})", MISSING_CALL - NUANCE),
    ):
        written = scene.operand_expression(node, operand)
        if written is not None:
            words = spelled(suffix, shapes[1 - operand], library_of(scene, node, operand))
            change = wrapped(scene.source, written, words)
            yield f"Write `{change.text}`", change, weight


def _of_view(scene: Scene, node: Node) -> Iterator[Remedy]:
    """The axes are exchanged instead."""
    call, operand = scene.expression(node), scene.operand_expression(node, 0)
    order = views.order_of(node.inputs[0].shape, node.outputs[0].shape)
    if isinstance(call, ast.Call) and operand is not None and order is not None:
        text = wrapped(scene.source, operand, f".{views.exchange_text(order)}").text
        yield f"Write `{text}`", replaced(scene.source, call, text), OTHER_FUNCTION


def _of_softmax_over_batch(scene: Scene, node: Node) -> Iterator[Remedy]:
    """The softmax runs along the values of one sample instead."""
    yield from _along(scene, node, str(len(node.inputs[0].shape) - 1))


def _of_softmax_over_queries(scene: Scene, node: Node) -> Iterator[Remedy]:
    """The softmax runs along the keys instead."""
    yield from _along(scene, node, "-1")


def _along(scene: Scene, node: Node, last: str) -> Iterator[Remedy]:
    call = _written_call(scene, node)
    if call is None:
        return
    operand = scene.operand_expression(node, 0) if node.kind == "call" else None
    positional = [argument for argument in call.args if argument is not operand]
    change = replaced(scene.source, positional[0], last) if positional else None
    yield (
        f"Let {node.label} run over the last axis",
        change if change is not None else with_keyword(scene.source, call, "dim", last),
        OTHER_AXIS,
    )


def _written_call(scene: Scene, node: Node) -> ast.Call | None:
    """The call that takes the options of a function or layer: of a layer its constructor."""
    call = scene.expression(node)
    if node.kind == "module":
        made = scene.definition(node)
        call = made if made is not None or not isinstance(call, ast.Call) else call.func
    return call if isinstance(call, ast.Call) else None


def _of_double_softmax(scene: Scene, loss: Node) -> Iterator[Remedy]:
    """The softmax before a loss that takes it itself is left away."""
    made = scene.origin(loss, 0, SELECTING)
    if made is None:
        return
    softmax = made[0]
    call, operand = scene.expression(softmax), scene.operand_expression(softmax, 0)
    title = f"Leave {softmax.label} away" if softmax.kind == "call" else f"Leave the softmax {softmax.label} away"
    parent = scene.nodes.get(softmax.parent or "")
    if parent is not None and parent.target.endswith("Sequential"):
        change = _without_argument(scene, scene.definition(softmax))
        if change is not None:
            yield title, change, OTHER_FUNCTION
    elif call is not None and operand is not None and scene.is_written(softmax):
        yield title, replaced(scene.source, call, text_of(scene.source, operand)), OTHER_FUNCTION


def _without_argument(scene: Scene, argument: ast.expr | None) -> Change | None:
    """The change that takes an argument, and the comma before it, out of the call that it was written in."""
    around = scene.parents.get(argument) if argument is not None else None
    if argument is None or not isinstance(around, ast.Call) or argument not in around.args[1:]:
        return None
    before = scene.source.span_of(around.args[around.args.index(argument) - 1])
    own = scene.source.span_of(argument)
    return Change(SourceSpan(before.end_line, before.end_column, own.end_line, own.end_column), "")


def _of_raw_scores(scene: Scene, loss: Node) -> Iterator[Remedy]:
    """The loss becomes the one that takes raw scores, or the softmax the one that the loss wants."""
    made = scene.origin(loss, 0, SELECTING)
    wrong = made[0] if made is not None and made[0].op == "softmax" else loss
    call = _written_call(scene, wrong)
    if call is None:
        return
    text = text_of(scene.source, call.func)
    old = text.rsplit(".", 1)[-1]
    new = _NAMES_INSTEAD.get(old)
    if new is not None:
        change = replaced(scene.source, call.func, text.removesuffix(old) + new)
        yield f"Use {new} instead of {old}", change, OTHER_FUNCTION


_NAMES_INSTEAD = {
    "softmax": "log_softmax",
    "Softmax": "LogSoftmax",
    "nll_loss": "cross_entropy",
    "NLLLoss": "CrossEntropyLoss",
}


def _of_layout(scene: Scene, layer: Node) -> Iterator[Remedy]:
    """The layer's `batch_first` becomes the other one."""
    inner = next((node for node in scene.graph.nodes if _is_sequence_layer_of(scene, node, layer)), None)
    call = scene.definition(layer)
    if inner is None or call is None:
        return
    made = layouts.option_call(scene, call)
    value = "False" if batch_axis(inner) == 0 else "True"
    title = f"Make {layer.label} with batch_first={value}"
    yield title, with_keyword(scene.source, made, "batch_first", value), LAYER_OPTION


def _is_sequence_layer_of(scene: Scene, node: Node, outer: Node) -> bool:
    inside = node
    while inside.id != outer.id and inside.parent is not None:
        inside = scene.nodes[inside.parent]
    return inside.id == outer.id and layouts.is_sequence_layer(node)


def _of_reduction(scene: Scene, node: Node) -> Iterator[Remedy]:
    """The reduction that lost an axis keeps it."""
    found = chance.reduction_at_wrong_axis(scene, node)
    call = scene.expression(found.reduction) if found is not None else None
    if found is not None and isinstance(call, ast.Call) and scene.is_written(found.reduction):
        title = f"Let {found.reduction.label} keep its axis"
        yield title, with_keyword(scene.source, call, "keepdim", "True"), LAYER_OPTION


_FAMILIES: dict[str, Callable[[Scene, Node], Iterator[Remedy]]] = {
    broadcast_losses.RULE: _of_shapes,
    hand_written_losses.RULE: _of_shapes,
    views.RULE_PERMUTE: _of_view,
    softmaxes.RULE_BATCH: _of_softmax_over_batch,
    softmaxes.RULE_QUERIES: _of_softmax_over_queries,
    softmaxes.RULE_TWICE: _of_double_softmax,
    softmaxes.RULE_RAW: _of_raw_scores,
    layouts.RULE: _of_layout,
    chance.RULE: _of_reduction,
}
