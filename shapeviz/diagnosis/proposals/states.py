"""Proposals for the state of a recurrent layer that is made for another batch, or for other layers.

A state is made for one batch. So it is corrected where it is made; where it was handed on from an earlier call of
the layer it was right then, and a new batch needs a new one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, insertion, replaced, text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.creations import Creation, creation_of
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.layers import argument, constructor, worked_elsewhere
from shapeviz.diagnosis.proposals.misfits import misfit_of
from shapeviz.diagnosis.proposals.products import as_multiple
from shapeviz.diagnosis.proposals.settings import settings
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import ARGUMENT_VALUE, HIDDEN_STATE, LAYER_SIZE, NUANCE
from shapeviz.graph.model import Node, Shape
from shapeviz.rules.wording import shape_text

RECURRENT = frozenset({"rnn", "lstm", "gru", "rnn_cell", "lstm_cell", "gru_cell"})
STATES = ("hx", "hidden", "state", "h_0")
PER_NAME = 0.01
_NAMES = ("layers", "sequences", "features")


@dataclass(frozen=True, slots=True)
class BadState:
    """An operand that is a state of shape `given`, where the layer wants `wanted`."""

    operand: int
    given: Shape
    wanted: Shape


def propose(case: Case) -> Iterator[Proposal]:
    """The state made for what comes, a new state before the call, or no state."""
    yield from distinct(_proposals(case))


def _proposals(case: Case) -> Iterator[Proposal]:
    states = _bad_states(case)
    if not states or case.node is None or case.conflict is None:
        return
    values = Values.of(case)
    wanted, given = shape_text(states[0].wanted), shape_text(states[0].given)
    reason = f"{who(case.node)} needs a state of shape {wanted} here, but this one was made as {given}."
    if "input" in case.conflict.expected_shapes:
        yield from _with_input_size(case, values, states, reason)
        return
    yield from _corrected(case, values, states, reason)
    yield from _renewed(case, values, states[0], reason)
    yield from _left_out(case, reason)


def _bad_states(case: Case) -> list[BadState]:
    """The states that the conflict speaks of."""
    node, conflict = case.node, case.conflict
    if node is None or conflict is None or node.op not in RECURRENT:
        return []
    names = [spec.name or "" for spec in node.inputs]
    return [
        BadState(index, node.inputs[index].shape, tuple(shape))
        for index, name in enumerate(names)
        if name.partition("[")[0] in STATES and (shape := conflict.expected_shapes.get(name)) is not None
    ]


def _creations(case: Case, values: Values, states: list[BadState]) -> list[tuple[Creation, BadState]]:
    """The calls that made the states, each once."""
    found: dict[ast.Call, tuple[Creation, BadState]] = {}
    for state in states:
        assert case.node is not None
        made = case.producer(case.node, state.operand)
        creation = creation_of(case, values, made[0]) if made is not None else None
        if creation is not None and creation.shape == state.given:
            found.setdefault(creation.call, (creation, state))
    return list(found.values())


def _corrected(case: Case, values: Values, states: list[BadState], reason: str) -> Iterator[Proposal]:
    """The sizes where the state is made: at the creation, and where their names come from."""
    made = _creations(case, values, states)
    yield from _with_layers(case, made, reason)
    if not made or any(len(state.given) != len(state.wanted) for _, state in made):
        return
    axes = [axis for axis, size in enumerate(made[0][1].wanted) if size != made[0][1].given[axis]]
    # The state of a single cell, or of an unbatched layer, lacks the axes in front.
    names = _NAMES[-len(made[0][1].wanted) :]
    told = " and ".join(f"{made[0][1].wanted[axis]} {names[axis]}" for axis in axes)
    title = f"Make the state for {told}"
    changes = [change for creation, state in made for change in _size_changes(case, values, creation, state)]
    if changes and len(axes) * len(made) == len(changes):
        bare = any(change.text.isdigit() and not _text_before(case, change).isdigit() for change in changes)
        weight = ARGUMENT_VALUE if bare else HIDDEN_STATE + (NUANCE if _order_is_written(case) else 0)
        yield Proposal(title, edits_of(case.source, *changes), reason, weight)
    creation, state = made[0]
    for axis in axes if len(axes) == 1 else ():
        expression, sizes = creation.sizes[axis], (state.given[axis], state.wanted[axis])
        if expression is not None:
            yield from _behind(case, values, expression, sizes, (title, reason))


def _with_layers(case: Case, made: list[tuple[Creation, BadState]], reason: str) -> Iterator[Proposal]:
    """The axis of the layers before the others, where the state is made without one."""
    lacking = [(creation.sizes[0], state) for creation, state in made if state.wanted[1:] == state.given]
    changes = [
        replaced(case.source, size, f"{state.wanted[0]}, {text_of(case.source, size)}")
        for size, state in lacking
        if size is not None
    ]
    if changes and len(changes) == len(made):
        title = f"Make the state for {made[0][1].wanted[0]} layers"
        yield Proposal(title, edits_of(case.source, *changes), reason, HIDDEN_STATE + NUANCE)


def _order_is_written(case: Case) -> bool:
    """Whether the layer says which axis is the batch: then that was meant, and the state is the slip."""
    call = constructor(case, case.node) if case.node is not None else None
    return call is not None and argument(call, "batch_first") is not None


def _behind(
    case: Case, values: Values, expression: ast.expr, sizes: tuple[int, int], words: tuple[str, str]
) -> Iterator[Proposal]:
    """One size of the state changed where its name got its value."""
    title, reason = words
    for setting in settings(values, expression, *sizes):
        if setting.distance:
            edits = edits_of(case.source, setting.change)
            weight = ARGUMENT_VALUE - PER_NAME * setting.distance
            yield Proposal(setting.title(title), edits, f"{reason} {setting.sentence}", weight)
    for place in values.places(expression)[1:]:
        text = _other_axis(case, place.node, *sizes)
        if text is not None:
            edits = edits_of(case.source, replaced(case.source, place.node, text))
            told = f"{reason} {place.name} is {values.text(place.node)}."
            yield Proposal(title, edits, told, HIDDEN_STATE - PER_NAME)


def _with_input_size(case: Case, values: Values, states: list[BadState], reason: str) -> Iterator[Proposal]:
    """The layer's input size and the state together, where neither fits."""
    assert case.node is not None
    call, misfit = constructor(case, case.node), misfit_of(case)
    expression = argument(call, "input_size") if call is not None else None
    changes = [
        change
        for creation, state in _creations(case, values, states)
        for change in _size_changes(case, values, creation, state)
    ]
    if misfit is None or expression is None or not changes or worked_elsewhere(case):
        return
    size = replaced(case.source, expression, str(misfit.actual))
    title = f"Give {case.node.label} {misfit.actual} input features, and a state of its batch"
    edits = edits_of(case.source, size, *changes)
    yield Proposal(title, edits, f"{misfit.actual} features come to it. {reason}", LAYER_SIZE - NUANCE)


def _size_changes(case: Case, values: Values, creation: Creation, state: BadState) -> Iterator[Change]:
    for axis, expression in enumerate(creation.sizes):
        if expression is not None and state.given[axis] != state.wanted[axis]:
            text = _size_text(case, values, expression, state.given[axis], state.wanted[axis])
            yield replaced(case.source, expression, text)


def _text_before(case: Case, change: Change) -> str:
    expression = case.source.expression_at(change.span)
    return text_of(case.source, expression) if expression is not None else ""


def _size_text(case: Case, values: Values, expression: ast.expr, given: int, wanted: int) -> str:
    """A size of the state in the form that it has: another axis of the same tensor, a multiple, or a number."""
    other_axis = _other_axis(case, expression, given, wanted)
    return other_axis or as_multiple(values, expression, given, wanted) or str(wanted)


def _other_axis(case: Case, expression: ast.expr, given: int, wanted: int) -> str | None:
    """`x.size(1)` for `x.size(0)`, where that tensor is the layer's input."""
    assert case.node is not None
    shape = case.node.inputs[0].shape
    if shape.count(wanted) != 1 or given not in shape:
        return None
    axis = shape.index(wanted)
    match expression:
        case ast.Call(func=ast.Attribute(attr="size", value=tensor), args=[ast.Constant()]):
            return f"{ast.unparse(tensor)}.size({axis})"
        case ast.Subscript(value=ast.Attribute(attr="shape", value=tensor), slice=ast.Constant()):
            return f"{ast.unparse(tensor)}.shape[{axis}]"
        case _:
            return None


def _renewed(case: Case, values: Values, state: BadState, reason: str) -> Iterator[Proposal]:
    """A new state before the call, written as the first one was, where the state came from an earlier call."""
    assert case.node is not None
    expression, made = case.operand_expression(case.node, state.operand), case.producer(case.node, state.operand)
    at_top = isinstance(expression, ast.Name) and case.function_of(expression) is None
    if made is None or not at_top or made[0].op != case.node.op or not isinstance(expression, ast.Name):
        return
    first = _first_state(case, values, made[0], state)
    statement = case.statement_of(expression)
    if first is None or statement is None or len(state.given) != len(state.wanted):
        return
    text = text_of(case.source, first.call.func)
    sizes = ", ".join(map(str, state.wanted))
    edits = insertion(case.source, statement, f"{expression.id} = {text}({sizes})")
    told = f"{reason} It was handed on from an earlier call, with another batch."
    yield Proposal(f"Begin with a new {expression.id}", edits, told, HIDDEN_STATE + NUANCE)


def _first_state(case: Case, values: Values, node: Node, state: BadState) -> Creation | None:
    """The creation that a state goes back to through the earlier calls."""
    for before, _ in case.upstream(node):
        creation = creation_of(case, values, before)
        if creation is not None and len(creation.shape) == len(state.wanted) and creation.shape == state.given:
            return creation
    return None


def _left_out(case: Case, reason: str) -> Iterator[Proposal]:
    """The call without a state: the layer then begins with zeros of the right shape."""
    expression = case.expression(case.node) if case.node is not None else None
    if isinstance(expression, ast.Call) and len(expression.args) == 2 and not expression.keywords:
        text = f"{text_of(case.source, expression.func)}({text_of(case.source, expression.args[0])})"
        edits = edits_of(case.source, replaced(case.source, expression, text))
        yield Proposal("Begin without a state", edits, reason, HIDDEN_STATE - NUANCE)
