"""A chain of products (`x @ A @ B`) whose matrices all stand the way a linear layer keeps its weight."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import short_text
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE
from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape


def propose(case: Case) -> Iterator[Proposal]:
    """`.T` behind the failing matrix and behind those after it in the same chain, if all products then fit."""
    node = case.node
    first = case.expression(node) if node is not None else None
    if node is None or node.op != "matmul" or not isinstance(first, ast.BinOp):
        return
    factors = list(_factors(case, first))
    if len(factors) < 2 or not _all_fit(node.inputs[0].shape, [shape for _, shape in factors]):
        return
    names = listed([short_text(case, factor) for factor, _ in factors])
    reason = (
        f"{short_text(case, first.right)} has the shape {shape_text(node.inputs[1].shape)} and fits if it is turned "
        f"round; {names} are multiplied one after the other, so they are meant to stand the same way."
    )
    edits = edits_of(case.source, *(wrapped(case.source, factor, ".T") for factor, _ in factors))
    yield Proposal(f"Transpose {names}", edits, reason, MISSING_CALL + NUANCE)


def _factors(case: Case, first: ast.BinOp) -> Iterator[tuple[ast.expr, Shape | None]]:
    """The right factors of a chain from its failing product on, with their shapes as far as they were recorded."""
    product: ast.AST | None = first
    while isinstance(product, ast.BinOp) and isinstance(product.op, ast.MatMult):
        made = next((node for node in case.graph.nodes if case.expression(node) is product), None)
        yield product.right, made.inputs[1].shape if made is not None and len(made.inputs) == 2 else None
        above = case.parents.get(product)
        product = above if isinstance(above, ast.BinOp) and above.left is product else None


def _all_fit(left: Shape, factors: list[Shape | None]) -> bool:
    """Whether each product fits with its matrix turned round; what was not recorded is left to the trial."""
    for shape in factors:
        if shape is None:
            return True
        verdict = judge(Call("matmul", {"input": left, "other": shape[::-1]})) if len(shape) == 2 else None
        if not isinstance(verdict, Accept):
            return False
        left = verdict.outputs[0]
    return True
