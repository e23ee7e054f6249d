"""A layer for pictures that gets clips: the frames go through it as one batch, and are put together again behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.keras_sources import is_keras
from shapeviz.diagnosis.proposals.operand_sites import fits
from shapeviz.diagnosis.weights import LAYER_SIZE, MISSING_CALL, NUANCE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape, product


def propose(case: Case) -> Iterator[Proposal]:
    """Calls around the failing one, and itself, made frame by frame: `f(x.flatten(0, 1)).unflatten(0, x.shape[:2])`."""
    if case.node is None or not case.node.inputs or case.call is None or is_keras(case.node):
        return
    shape, name = case.node.inputs[0].shape, case.node.inputs[0].name or ""
    leading = _axes_too_many(case, name, shape)
    calls = list(_calls(case, shape)) if leading else []
    for rank, (node, call, argument) in enumerate(calls):
        # The module of one frame is called by another one, which knows of clips: it is the outermost but one.
        nearer = len(calls) - 1 - rank
        weight = MISSING_CALL + 0.01 if node.parent is None else LAYER_SIZE + NUANCE - 0.01 * nearer
        yield _framewise(case, (call, argument), shape, leading, weight)


def _axes_too_many(case: Case, name: str, shape: Shape) -> int:
    """How many leading axes have to become one for the failing call to take its input; 0 if that does not help."""
    assert case.call is not None
    for leading in range(2, len(shape) - 1):
        made = (product(shape[:leading]), *shape[leading:])
        if min(shape[:leading]) > 1 and name in case.call.named_shapes() and fits(case, {name: made}):
            return leading
    return 0


def _calls(case: Case, shape: Shape) -> Iterator[tuple[Node, ast.Call, ast.expr]]:
    """The failing call and the calls of modules around it that got the same tensor as their only one, innermost first.

    Each comes with the argument that is the tensor.
    """
    node, seen = case.node, set[ast.expr]()
    while node is not None:
        expression = case.expression(node)
        argument = case.operand_expression(node, 0)
        given = [spec.shape for spec in node.inputs if spec.name not in ("weight", "bias")]
        if given[:1] != [shape]:
            return
        known = isinstance(expression, ast.Call) and argument is not None and expression not in seen
        if known and isinstance(expression, ast.Call) and argument is not None and expression.args[:1] == [argument]:
            seen.add(expression)
            yield node, expression, argument
        node = case.nodes[node.parent] if node.parent is not None else None


def _framewise(case: Case, written: tuple[ast.Call, ast.expr], shape: Shape, leading: int, weight: float) -> Proposal:
    assert case.node is not None
    call, argument = written
    name = text_of(case.source, argument)
    again = isinstance(argument, (ast.Name, ast.Attribute))
    sizes = f"{name}.shape[:{leading}]" if again else str(shape[:leading])
    behind = f".unflatten(0, {sizes})"
    whole, at = text_of(case.source, call), _offset(case, call, argument)
    tight = name if isinstance(argument, (ast.Name, ast.Attribute, ast.Call, ast.Subscript)) else f"({name})"
    text = f"{whole[:at]}{tight}.flatten(0, {leading - 1}){whole[at + len(name) :]}{behind}"
    reason = (
        f"`{name}` has the shape {shape_text(shape)}, {counted(leading - 1, 'axis')} more than {who(case.node)} takes: "
        f"all frames go through it as one batch of {product(shape[:leading])}, and are put together again behind it."
    )
    edits = edits_of(case.source, replaced(case.source, call, text))
    return Proposal(f"Call {text_of(case.source, call.func)} frame by frame", edits, reason, weight)


def _offset(case: Case, call: ast.Call, argument: ast.expr) -> int:
    """Where the text of the first argument begins in the text of a call."""
    opening = len(text_of(case.source, call.func))
    return text_of(case.source, call).index(text_of(case.source, argument), opening)
