"""Proposals about options of a layer's constructor: batch_first, bidirectional, num_layers, and those of windows.

An option that was left out was forgotten more often than one that was written was wrong: adding one weighs more than
taking it away.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, with_keyword
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.layers import SEQUENCE_LAYERS, argument, constructor, layer_class, worked_elsewhere
from shapeviz.diagnosis.proposals.window_options import window_proposals
from shapeviz.diagnosis.weights import ARGUMENT_VALUE, HIDDEN_STATE, LAYER_OPTION, NUANCE
from shapeviz.graph.model import Node
from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call

FARTHEST = 12  # calls between a sequence layer and the mismatch that its order of axes leads to


def propose(case: Case) -> Iterator[Proposal]:
    """Options of the failing layer, of the layers around it, and of the layers whose outputs are joined."""
    yield from distinct(_proposals(case))


def _proposals(case: Case) -> Iterator[Proposal]:
    if case.node is None:
        return
    yield from _batch_first(case)
    yield from _directions_and_layers(case)
    yield from window_proposals(case)


def _batch_first(case: Case) -> Iterator[Proposal]:
    """The order of batch and time: of the layer itself, of one around it, or of one before it."""
    assert case.node is not None
    own = constructor(case, case.node)
    if own is not None and layer_class(case.node) in SEQUENCE_LAYERS:
        if not worked_elsewhere(case):
            yield from _turned(case, case.node, own, _weight_of_turning(case))
        return
    around = case.nodes.get(case.node.parent or "")
    while around is not None:
        call = constructor(case, around)
        if call is not None and layer_class(around) in SEQUENCE_LAYERS:
            yield from _turned(case, around, call, LAYER_OPTION - NUANCE)
        around = case.nodes.get(around.parent or "")
    seen: set[ast.Call] = set()
    for node, distance in case.upstream(case.node):
        call = constructor(case, node)
        if call is not None and layer_class(node) in SEQUENCE_LAYERS and distance <= FARTHEST and call not in seen:
            seen.add(call)
            yield from _turned(case, node, call, ARGUMENT_VALUE)


def _weight_of_turning(case: Case) -> float:
    """High if the other order accepts the very operands that come."""
    if case.call is None or "batch_first" not in case.call.attributes:
        return ARGUMENT_VALUE
    turned = {**case.call.attributes, "batch_first": not case.call.attributes["batch_first"]}
    return LAYER_OPTION if isinstance(judge(replace(case.call, attributes=turned)), Accept) else ARGUMENT_VALUE - NUANCE


def _turned(case: Case, node: Node, call: ast.Call, weight: float) -> Iterator[Proposal]:
    now = bool(node.attributes.get("batch_first", _is_true(argument(call, "batch_first"))))
    order = "batch × time × features" if now else "time × batch × features"
    reason = f"{who(node)} reads its input as {order}, and the code around it takes the other order."
    weight = weight if not now else min(weight, HIDDEN_STATE - 2 * NUANCE)
    yield _option(case, node, call, ("batch_first", not now), reason, weight)


def _is_true(expression: ast.expr | None) -> bool:
    return isinstance(expression, ast.Constant) and expression.value is True


def _directions_and_layers(case: Case) -> Iterator[Proposal]:
    """How many directions and layers a recurrent layer has, where the state or the layer after it counts otherwise."""
    assert case.node is not None
    own = constructor(case, case.node)
    if own is not None and case.call is not None and not worked_elsewhere(case):
        yield from _told_by_state(case, case.node, own, case.call)
    expected = case.mismatch.conflicts[0] if case.mismatch.conflicts else None
    for node, distance in case.upstream(case.node) if expected is not None else ():
        call, width = constructor(case, node), node.attributes.get("hidden_size")
        if call is None or not isinstance(width, int) or distance > FARTHEST or expected is None:
            continue
        both = bool(node.attributes.get("bidirectional"))
        if {expected.expected, expected.actual} == {width, 2 * width} and (expected.actual == 2 * width) == both:
            reason = (
                f"{who(case.node)} expects {expected.expected} features, and {who(node)} reads its input in "
                f"{'both directions' if both else 'one direction only'}, which gives {expected.actual}."
            )
            weight = ARGUMENT_VALUE if both else LAYER_OPTION - 2 * NUANCE
            yield _option(case, node, call, ("bidirectional", not both), reason, weight)


def _told_by_state(case: Case, node: Node, own: ast.Call, call: Call) -> Iterator[Proposal]:
    """The options with which the layer accepts the state that it is given."""
    both, layers = call.attribute("bidirectional"), call.attribute("num_layers")
    states = [spec.shape for spec in node.inputs[1:] if spec.shape]
    if both is None or not isinstance(layers, int) or not states:
        return
    given = states[0][0]
    for name, value in (("bidirectional", not both), ("num_layers", given // (2 if both else 1))):
        if value and isinstance(judge(replace(call, attributes={**call.attributes, name: value})), Accept):
            reason = f"The state that {who(node)} is given is made for {given} layers × directions."
            absent = value is not False and argument(own, name) is None
            weight = LAYER_OPTION - 2 * NUANCE if absent else ARGUMENT_VALUE
            yield _option(case, node, own, (name, value), reason, weight)


def _option(case: Case, node: Node, call: ast.Call, option: tuple[str, object], reason: str, weight: float) -> Proposal:
    name, value = option
    present = argument(call, name)
    change = (
        replaced(case.source, present, str(value))
        if present is not None
        else with_keyword(case.source, call, name, str(value))
    )
    return Proposal(f"Give {node.label} {name}={value}", edits_of(case.source, change), reason, weight)
