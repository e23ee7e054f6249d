"""Branches that Keras is to join or add and that differ: one was never flattened, or has other channels."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.keras_names import Named, layer_named
from shapeviz.diagnosis.proposals.keras_sources import is_keras
from shapeviz.diagnosis.weights import LAYER_SIZE, MISSING_CALL, NUANCE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape

_ADDING = frozenset({"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"})
_MERGING = _ADDING | {"Concatenate", "Dot", "concatenate", "stack"}
_STRIDES = ("stride", "strides")


def propose(case: Case) -> Iterator[Proposal]:
    """A layer that flattens the branch with more axes, or that gives a shortcut the channels of its block."""
    node = case.node
    if node is None or not is_keras(node) or node.target.rpartition(".")[2] not in _MERGING:
        return
    shapes = [spec.shape for spec in node.inputs]
    ranks = {len(shape) for shape in shapes}
    if len(ranks) == 2 and min(ranks) == 2:
        for operand, shape in enumerate(shapes):
            if len(shape) > 2:
                yield from _flattened(case, operand, shape)
    elif len(ranks) == 1 and len(shapes) == 2 and node.target.rpartition(".")[2] in _ADDING:
        yield from _projected(case, node)


def _flattened(case: Case, operand: int, shape: Shape) -> Iterator[Proposal]:
    assert case.node is not None
    written = case.operand_expression(case.node, operand)
    if written is None:
        return
    pooling = f"GlobalAveragePooling{len(shape) - 2}D"
    reason = (
        f"{who(case.node)} takes branches with as many axes each, and `{text_of(case.source, written)}` of shape "
        f"{shape_text(shape)} was never flattened."
    )
    for rank, name in enumerate(("Flatten", pooling) if len(shape) <= 5 else ("Flatten",)):
        layer = layer_named(case, name)
        if layer is not None:
            change = wrapped(case.source, written, ")", prefix=f"{layer.text}()(")
            edits = (*layer.imports, *edits_of(case.source, change))
            title = f"Put {name} behind `{text_of(case.source, written)}`"
            yield Proposal(title, edits, reason, MISSING_CALL + NUANCE - 0.015 * rank)


def _projected(case: Case, node: Node) -> Iterator[Proposal]:
    """A convolution with a window of 1 (or a dense layer) for the summand that was made first: the shortcut."""
    shapes = [spec.shape for spec in node.inputs]
    written = [case.operand_expression(node, operand) for operand in (0, 1)]
    if shapes[0][-1] == shapes[1][-1] or shapes[0][0] != shapes[1][0]:
        return
    made = [case.producer(node, operand) for operand in (0, 1)]
    order = [case.graph.nodes.index(maker[0]) if maker is not None else -1 for maker in made]
    for rank, operand in enumerate(sorted((0, 1), key=order.__getitem__)):
        shortcut, other = written[operand], written[1 - operand]
        layer = layer_named(case, f"Conv{len(shapes[0]) - 2}D" if len(shapes[0]) > 2 else "Dense")
        strides = _strides(case, shapes[operand], shapes[1 - operand], shortcut)
        if shortcut is None or not isinstance(other, ast.Name) or layer is None or strides is None:
            continue
        window = ", 1" if len(shapes[0]) > 2 else ""
        text = f"{layer.text}({other.id}.shape[-1]{window}{strides})"
        yield _with_projection(case, (shortcut, shapes[operand]), shapes[1 - operand], Named(text, layer.imports), rank)


def _with_projection(case: Case, shortcut: tuple[ast.expr, Shape], other: Shape, layer: Named, rank: int) -> Proposal:
    assert case.node is not None
    expression, shape = shortcut
    text = text_of(case.source, expression)
    reason = (
        f"{who(case.node)} adds element by element, and `{text}` of shape {shape_text(shape)} has {shape[-1]} channels "
        f"where the other branch, of shape {shape_text(other)}, has {other[-1]}."
    )
    edits = edits_of(case.source, replaced(case.source, expression, f"{layer.text}({text})"))
    title = f"Give `{text}` as many channels as the other branch"
    return Proposal(title, (*layer.imports, *edits), reason, LAYER_SIZE - 0.02 * rank)


def _strides(case: Case, shape: Shape, other: Shape, at: ast.expr | None) -> str | None:
    """How a convolution is told to make the sides of one shape those of another; None if it cannot."""
    sides = list(zip(shape[1:-1], other[1:-1], strict=True))
    steps = {-(-side // wanted) for side, wanted in sides}
    if len(steps) > 1 or any(-(-side // max(steps)) != wanted for side, wanted in sides):
        return None
    function = case.function_of(at) if at is not None else None
    given = [item.arg for item in function.args.args if item.arg in _STRIDES] if function is not None else []
    # What the block is told is right at each of its calls.
    return f", strides={given[0]}" if given else "" if steps <= {1} else f", strides={max(steps)}"
