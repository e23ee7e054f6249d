"""A chain of products (`x @ A @ B`) whose matrices all stand the way a linear layer keeps its weight."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import short_text, taker
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
    shapes = [shape for _, shape in factors]
    if len(factors) < 2 or any(len(shape) != 2 for shape in shapes) or not _all_fit(node.inputs[0].shape, shapes):
        return
    names = listed([short_text(case, factor) for factor, _ in factors])
    reason = (
        f"{names} have the shapes {listed([shape_text(shape) for shape in shapes])}: {taker(case)} and the next "
        "product fit when each is turned round."
    )
    edits = edits_of(case.source, *(wrapped(case.source, factor, ".T") for factor, _ in factors))
    yield Proposal(f"Transpose {names}", edits, reason, MISSING_CALL + NUANCE)


def _factors(case: Case, first: ast.BinOp) -> Iterator[tuple[ast.expr, Shape]]:
    """The right factors of a chain from its failing product on, with their shapes."""
    product: ast.AST | None = first
    while isinstance(product, ast.BinOp) and isinstance(product.op, ast.MatMult):
        made = next((node for node in case.graph.nodes if case.expression(node) is product), None)
        if made is None or len(made.inputs) != 2:
            return
        yield product.right, made.inputs[1].shape
        above = case.parents.get(product)
        product = above if isinstance(above, ast.BinOp) and above.left is product else None


def _all_fit(left: Shape, factors: list[Shape]) -> bool:
    for shape in factors:
        verdict = judge(Call("matmul", {"input": left, "other": shape[::-1]}))
        if not isinstance(verdict, Accept):
            return False
        left = verdict.outputs[0]
    return True
