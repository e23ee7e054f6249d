"""Calls that are in the code already, on the way to the failing operand: other axes, other sizes, or without them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.proposals.axis_variants import Variant, undone, variants
from shapeviz.diagnosis.proposals.index_variants import index_variants
from shapeviz.diagnosis.proposals.operand_sites import shapes_fit
from shapeviz.diagnosis.proposals.passage import suits, ways
from shapeviz.diagnosis.proposals.size_variants import size_variants
from shapeviz.diagnosis.proposals.written_calls import WrittenCall, written_call
from shapeviz.diagnosis.weights import LAYER_SIZE, NUANCE, UNDONE
from shapeviz.graph.model import Node
from shapeviz.shapes.shape import Shape

Adapted = Callable[[Shape], Shape]
_ATTRIBUTES = {"T", "mT"}
# Where shapes alone do not tell whether the failing call is mended, a change is tried only after those that do.
UNSURE = 0.03
MOST_UNSURE = 6
PER_CALL = 5
PROVEN = LAYER_SIZE + NUANCE + 0.015


def propose(case: Case) -> Iterator[Proposal]:
    """The calls before the failing one, and that call itself, with other arguments or taken away."""
    if shapes_fit(case):
        return
    unsure = 0
    for node, target, distance, adapted in _places(case):
        made = 0
        for variant in sorted(_variants(case, node), key=lambda variant: -variant.weight):
            verdict = suits(case, target, adapted(variant.shape))
            unsure += verdict is None
            made += verdict is not False
            if made <= PER_CALL and (verdict or (verdict is None and unsure <= MOST_UNSURE)):
                weight = _weight(variant, proven=verdict is True and variant.proves and node is not case.node)
                # The nearest call is the likeliest, as what lies far away was right for what came between.
                further = min(0.004 * distance, NUANCE) + (UNSURE if verdict is None else 0.0)
                yield Proposal(variant.title, variant.edits, variant.reason, weight - further)


def _weight(variant: Variant, *, proven: bool) -> float:
    """How likely a variant is meant. `proven` is one with which every number at the failing call fits.

    That is no chance, so it outranks a layer of another size, and one more call that would mend what this one did.
    """
    return max(variant.weight, PROVEN - (UNDONE - variant.weight) / 4) if proven else variant.weight


def _variants(case: Case, node: Node) -> Iterator[Variant]:
    expression = case.expression(node)
    written = written_call(case.source, expression)
    if written is not None:
        yield from variants(case, node, written)
        yield from size_variants(case, node, written)
    if isinstance(expression, ast.Subscript):
        yield from index_variants(case, node, expression)
    if isinstance(expression, ast.Attribute) and expression.attr in _ATTRIBUTES and node is not case.node:
        turned = WrittenCall(case.source, ast.Call(expression, [], []), expression.value, (), True)
        yield undone(case, node, _located(turned, expression), UNDONE)


def _located(written: WrittenCall, expression: ast.expr) -> WrittenCall:
    ast.copy_location(written.call, expression)
    return written


def _places(case: Case) -> Iterator[tuple[Node, Node, int, Adapted]]:
    """The calls to change, each with the node whose output it changes, its distance, and how it changes that."""
    for node, distance in ways(case):
        yield node, node, distance, _as_it_is
        if node.kind == "input" and node.span is None and node.outputs:
            yield from _before_loading(case, node, distance)


def _before_loading(case: Case, entering: Node, distance: int) -> Iterator[tuple[Node, Node, int, Adapted]]:
    """Calls whose tensors a loader has cut into samples and put together in batches: the sizes of a sample agree."""
    shape = entering.outputs[0].shape
    for node in case.graph.nodes:
        if node.kind != "call" or not node.outputs or node.parent is not None:
            continue
        made = node.outputs[0].shape
        if made[1:] == shape[1:] and len(made) > 1:
            yield node, entering, distance + 1, lambda other: (*shape[:1], *other[1:])
        elif made == shape[1:] and made:
            yield node, entering, distance + 1, lambda other: (*shape[:1], *other)


def _as_it_is(shape: Shape) -> Shape:
    return shape
