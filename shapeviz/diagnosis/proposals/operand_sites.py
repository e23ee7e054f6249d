"""Where the tensors of a failing call are written in the source, and whether the call takes other shapes of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.edits import text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.graph.model import Node
from shapeviz.rules import judge
from shapeviz.rules.core import Accept
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.records import Record


@dataclass(frozen=True, slots=True)
class Site:
    """An expression of the source that stands for a tensor of that shape.

    With `made` it is the expression that makes the tensor, otherwise one that uses it.
    """

    expression: ast.expr
    shape: Shape
    made: bool = False


def fits(case: Case, shapes: Mapping[str, Shape]) -> bool | None:
    """Whether the failing call takes these shapes of its operands; None if nothing is known of it."""
    if case.call is not None and all(name in case.call.named_shapes() for name in shapes):
        verdict = judge(case.call.with_shapes(shapes))
        return isinstance(verdict, Accept) if verdict is not None else None
    if case.conflict is not None and case.conflict.expected_shapes:
        expected = case.conflict.expected_shapes
        return all(expected.get(name) == shape for name, shape in shapes.items())
    return None


def shapes_fit(case: Case) -> bool:
    """Whether a rule takes the shapes of the failing call, so that another thing is wrong with it: types, memory."""
    call = case.call
    return call is not None and isinstance(judge(call.with_shapes(call.named_shapes())), Accept)


def outputs_with(case: Case, shapes: Mapping[str, Shape]) -> list[Shape]:
    """The shapes that come of the failing call if its operands have these; empty if that is not known."""
    verdict = judge(case.call.with_shapes(shapes)) if case.call is not None else None
    return verdict.outputs if isinstance(verdict, Accept) else []


def sites_of(case: Case, operand: int) -> Iterator[Site]:
    """Where an operand of the failing node is written: at the use, in the calls around it, and where it is made."""
    if case.node is None:
        return
    shape = case.node.inputs[operand].shape
    seen: set[ast.expr] = set()
    for node, index in _passed_in(case, case.node, operand):
        written = case.operand_expression(node, index)
        if written is not None and written not in seen:
            seen.add(written)
            yield Site(written, shape)
    made = _making(case, operand)
    if made is not None and made not in seen:
        yield Site(made, shape, made=True)


def entrances_of(case: Case) -> Iterator[tuple[Node, Site]]:
    """The tensors that the cell made, on the way to the failing call but changed before they reach it.

    Each is given where it goes into a module around the failing call, then where it is made.
    """
    if case.node is None:
        return
    for root in _roots(case, case.node):
        shape, origin = root.outputs[0].shape, _record_of(case, root)
        for around in _around(case, case.node):
            record = case.records.get(around.id)
            for index, link in enumerate(record.inputs if record is not None else []):
                if origin is not None and link.source.resolved() is origin:
                    written = case.operand_expression(around, index)
                    if written is not None:
                        yield root, Site(written, shape)
        made = case.expression(root)
        if made is not None and root.target != "torch.Tensor":
            yield root, Site(made, shape, made=True)


def _record_of(case: Case, node: Node) -> Record | None:
    """The record of a tensor that enters: it has none of its own, but those that take it name it."""
    for edge in case.graph.edges:
        user = case.records.get(edge.target) if edge.source == node.id else None
        if user is not None and edge.target_input < len(user.inputs):
            return user.inputs[edge.target_input].source.resolved()
    return None


def _roots(case: Case, node: Node) -> Iterator[Node]:
    for above, distance in case.upstream(node):
        if above.kind == "input" and distance > 1 and above.outputs:
            yield above


def _passed_in(case: Case, node: Node, operand: int) -> Iterator[tuple[Node, int]]:
    """The failing node and the groups around it that the same tensor went into, with its place among their operands.

    A layer that was called by another module's own code (in `nn.Sequential`) is written nowhere: its span is that
    of the call around it.
    """
    record = case.records.get(node.id)
    if record is None or operand >= len(record.inputs):
        return
    around = list(_around(case, node))
    if not any(group.span == node.span for group in around):
        yield node, operand
    link = record.inputs[operand]
    for position, group in enumerate(around):
        outer = case.records.get(group.id)
        written_here = not any(further.span == group.span for further in around[position + 1 :])
        for index, taken in enumerate(outer.inputs if outer is not None else []):
            if taken.source.resolved() is link.source.resolved() and taken.output == link.output and written_here:
                yield group, index


def _around(case: Case, node: Node) -> Iterator[Node]:
    """The groups around a node, innermost first."""
    parent = node.parent
    while parent is not None:
        yield case.nodes[parent]
        parent = case.nodes[parent].parent


def _making(case: Case, operand: int) -> ast.expr | None:
    """The expression that made an operand, if it is the right side of an assignment."""
    made = case.producer(case.node, operand) if case.node is not None else None
    if made is None or made[0].kind in ("parameter", "module") or len(made[0].outputs) != 1:
        return None
    expression = case.expression(made[0])
    inside = expression is not None and isinstance(case.parents.get(expression), (ast.Assign, ast.AnnAssign))
    return expression if inside else None


def taker(case: Case) -> str:
    """How a sentence speaks of the failing call: `fc1 (Linear)`."""
    return who(case.node) if case.node is not None else "the call"


def site_name(case: Case, site: Site) -> str:
    """How a title speaks of the tensor of a site: by the name it is given, or by its text."""
    statement = case.statement_of(site.expression)
    if site.made and isinstance(statement, ast.Assign) and statement.value is site.expression:
        return f"`{text_of(case.source, statement.targets[0])}`"
    return short_text(case, site.expression)


def short_text(case: Case, expression: ast.expr) -> str:
    """The text of an expression as a title can hold it."""
    text = text_of(case.source, expression)
    return f"`{text}`" if len(text) <= 40 and "\n" not in text else "the tensor"
