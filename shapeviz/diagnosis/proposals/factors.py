"""Products of matrices with a factor too many, or with two factors in the wrong order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.misfits import PRODUCTS
from shapeviz.diagnosis.proposals.operand_sites import short_text
from shapeviz.diagnosis.weights import NUANCE, REORDERED, UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape

Factor = tuple[ast.expr, Shape]


def propose(case: Case) -> Iterator[Proposal]:
    """The factors of the failing product in another order, or without one of them."""
    if case.node is None or case.node.op not in PRODUCTS or len(case.node.inputs) != 2:
        return
    yield from _exchanged(case, case.node)
    chain = _factors(case, case.node)
    if len(chain) > 2:
        yield from _one_less(case, chain)


def _exchanged(case: Case, node: Node) -> Iterator[Proposal]:
    """The second factor before the first."""
    left, right = (case.operand_expression(node, index) for index in range(2))
    shapes = [spec.shape for spec in node.inputs]
    made = _product([shapes[1], shapes[0]])
    if left is None or right is None or made is None:
        return
    texts = [_closed(case, operand) for operand in (left, right)]
    edits = edits_of(case.source, replaced(case.source, left, texts[1]), replaced(case.source, right, texts[0]))
    reason = (
        f"{who(node)} does not take {shape_text(shapes[0])} before {shape_text(shapes[1])}; the other way round the "
        f"product has the shape {shape_text(made)}."
    )
    title = f"Exchange {short_text(case, left)} and {short_text(case, right)}"
    yield Proposal(title, edits, reason, REORDERED - NUANCE)


def _factors(case: Case, node: Node) -> list[Factor]:
    """The factors of `a @ b @ c` from the first to the one that does not fit, with their shapes."""
    expression = case.expression(node)
    if not isinstance(expression, ast.BinOp) or not isinstance(expression.op, ast.MatMult):
        return []
    before = case.producer(node, 0)
    chained = before is not None and case.expression(before[0]) is expression.left
    first = _factors(case, before[0]) if before is not None and chained else []
    shapes = [spec.shape for spec in node.inputs]
    return [*(first or [(expression.left, shapes[0])]), (expression.right, shapes[1])]


def _one_less(case: Case, chain: list[Factor]) -> Iterator[Proposal]:
    """The product without one of its factors: what is left fits."""
    for index, (factor, shape) in enumerate(chain):
        rest = [*chain[:index], *chain[index + 1 :]]
        made = _product([shape for _, shape in rest])
        whole = _product_of(case, factor)
        if made is None or whole is None:
            continue
        other = whole.left if whole.right is factor else whole.right
        text = text_of(case.source, factor)
        reason = f"Without `{text}`, of shape {shape_text(shape)}, the factors fit and give {shape_text(made)}."
        edits = edits_of(case.source, replaced(case.source, whole, text_of(case.source, other)))
        yield Proposal(f"Take the factor `{text}` away", edits, reason, UNDONE - NUANCE / 2)


def _product_of(case: Case, factor: ast.expr) -> ast.BinOp | None:
    """The product that a factor stands in."""
    whole = case.parents.get(factor)
    return whole if isinstance(whole, ast.BinOp) and isinstance(whole.op, ast.MatMult) else None


def _product(shapes: list[Shape]) -> Shape | None:
    """The shape of a product of matrices; None if they do not fit."""
    made = shapes[0]
    for shape in shapes[1:]:
        verdict = judge(Call("matmul", {"input": made, "other": shape}))
        if not isinstance(verdict, Accept):
            return None
        made = verdict.outputs[0]
    return made


def _closed(case: Case, operand: ast.expr) -> str:
    """The text of a factor, in parentheses where it would otherwise fall apart at another place."""
    text = text_of(case.source, operand)
    inside = isinstance(case.parents.get(operand), ast.BinOp)
    return f"({text})" if inside and isinstance(operand, (ast.BinOp, ast.UnaryOp, ast.IfExp, ast.Compare)) else text
