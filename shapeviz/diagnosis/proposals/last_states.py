"""The state of a recurrent layer: that of its last layer, or of both its directions, where all of them went on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.layers import argument, called_class
from shapeviz.diagnosis.proposals.operand_sites import fits
from shapeviz.diagnosis.proposals.passage import suits
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.proposals.written_calls import written_call
from shapeviz.diagnosis.weights import HIDDEN_STATE, NUANCE, REORDERED, UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape

RECURRENT = frozenset({"rnn", "lstm", "gru"})
RESHAPING = frozenset({"view", "reshape", "flatten", "squeeze", "transpose", "permute", "mean", "sum"})
_FURTHEST = 8


def propose(case: Case) -> Iterator[Proposal]:
    """The last state in place of all of them, and the states of a bidirectional encoder made fit for a decoder."""
    if case.node is None:
        return
    yield from distinct([*_last_layers(case), *_both_directions(case)])


def _last_layers(case: Case) -> Iterator[Proposal]:
    """`h[-1]` where the states of all layers were reshaped or used as one."""
    assert case.node is not None
    for user in [case.node, *(node for node, distance in case.upstream(case.node) if distance < _FURTHEST)]:
        for operand in range(len(user.inputs)):
            layer = _state_from(case, user, operand)
            if layer is not None and user.op not in RECURRENT:
                yield from _picked(case, layer, user, operand)


def _state_from(case: Case, node: Node, operand: int) -> Node | None:
    """The recurrent layer that gave an operand as its state (not its output)."""
    made = case.producer(node, operand)
    is_state = made is not None and made[0].op in RECURRENT and made[1] == 1 and len(made[0].outputs) > 1
    return made[0] if made is not None and is_state else None


def _picked(case: Case, layer: Node, user: Node, operand: int) -> Iterator[Proposal]:
    shape = user.inputs[operand].shape
    written, expression = case.operand_expression(user, operand), case.expression(user)
    if len(shape) != 3 or written is None:
        return
    name = text_of(case.source, written)
    call = written_call(case.source, expression)
    whole = call.call if call is not None and call.name in RESHAPING and user.op in RESHAPING else written
    reason = (
        f"`{name}` has the shape {shape_text(shape)}: {counted(shape[0], 'state')} of {shape[1]} sequences; only the "
        f"last layer of {who(layer)} has seen all."
    )
    for suffix, made, weight in _forms(layer, name, shape):
        direct = whole is written and user is case.node
        if (fits(case, {user.inputs[operand].name or "": made}) if direct else suits(case, user, made)) is False:
            continue
        edits = edits_of(case.source, replaced(case.source, whole, suffix))
        yield Proposal(f"Take the last state of `{name}`", edits, reason, weight)


def _forms(layer: Node, name: str, shape: Shape) -> Iterator[tuple[str, Shape, float]]:
    if layer.attributes.get("bidirectional"):
        yield f"torch.cat([{name}[-2], {name}[-1]], dim=1)", (shape[1], 2 * shape[2]), UNDONE - NUANCE / 2
    yield f"{name}[-1]", shape[1:], UNDONE - NUANCE


def _both_directions(case: Case) -> Iterator[Proposal]:
    """The states of a bidirectional encoder in a decoder with one direction: joined, or only the last ones."""
    assert case.node is not None
    expected = case.conflict.expected_shapes if case.conflict is not None else {}
    if case.node.op not in RECURRENT:
        return
    for operand, spec in enumerate(case.node.inputs):
        layer, wanted = _state_from(case, case.node, operand), expected.get(spec.name or "")
        if layer is None or not layer.attributes.get("bidirectional") or wanted is None or len(spec.shape) != 3:
            continue
        if spec.shape[0] != 2 * wanted[0] or spec.shape[2] != wanted[2]:
            continue
        reason = (
            f"{who(layer)} gives the states of both directions, {shape_text(spec.shape)}, and {who(case.node)} takes "
            f"those of one, {shape_text(wanted)}."
        )
        for name in _handed_on(case, layer):
            yield from _joined(case, layer, name, wanted, reason)


def _joined(case: Case, layer: Node, name: ast.Name, wanted: Shape, reason: str) -> Iterator[Proposal]:
    joined = _joining_layer(case, name, wanted[2])
    if joined is not None and wanted[0] == 1:
        text = f"torch.tanh({joined}(torch.cat([{name.id}[-2], {name.id}[-1]], dim=1))).unsqueeze(0)"
        told = f"{reason} `{joined}` takes {2 * wanted[2]} features and gives {wanted[2]}, and is not used yet."
        edits = edits_of(case.source, replaced(case.source, name, text))
        yield Proposal("Join the states of both directions", edits, told, REORDERED)
    text = f"{name.id}[-{wanted[0]}:]"
    edits = edits_of(case.source, replaced(case.source, name, text))
    yield Proposal("Hand on the states of one direction", edits, reason, HIDDEN_STATE + 2 * NUANCE)


def _handed_on(case: Case, layer: Node) -> Iterator[ast.Name]:
    """The names of the state in the `return` of the function that calls the layer."""
    call = case.expression(layer)
    statement = case.statement_of(call) if call is not None else None
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Tuple) or call is None:
        return
    state = statement.targets[0].elts[-1]
    function = case.function_of(call)
    for node in ast.walk(function) if function is not None and isinstance(state, ast.Name) else ():
        if isinstance(node, ast.Return) and node.value is not None:
            items = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            yield from (item for item in items if isinstance(item, ast.Name) and item.id == getattr(state, "id", ""))


def _joining_layer(case: Case, at: ast.AST, size: int) -> str | None:
    """A linear layer of the same module from two states to one, which nothing calls: `self.fc`."""
    function = case.function_of(at)
    cls = case.parents.get(function) if function is not None else None
    if not isinstance(cls, ast.ClassDef):
        return None
    called = {text_of(case.source, call.func) for call in case.calls}
    for node in ast.walk(cls):
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self")) as target], value=ast.Call() as call) if (
                called_class(call) == "Linear" and text_of(case.source, target) not in called
            ):
                if _takes(case, call, 2 * size, size):
                    return text_of(case.source, target)
            case _:
                pass
    return None


def _takes(case: Case, call: ast.Call, features: int, made: int) -> bool:
    given = [argument(call, name) for name in ("in_features", "out_features")]
    sizes = [Values.of(case).numbers(at) if at is not None else set[int]() for at in given]
    return features in sizes[0] and made in sizes[1]
