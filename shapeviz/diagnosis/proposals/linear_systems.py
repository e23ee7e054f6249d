"""Systems of linear equations: the table turned round, or more equations than unknowns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import short_text, site_name, sites_of
from shapeviz.diagnosis.weights import NUANCE, OTHER_FUNCTION, REORDERED
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape


def propose(case: Case) -> Iterator[Proposal]:
    """The matrix transposed, or `lstsq` in place of `solve`."""
    node = case.node
    if node is None or len(node.inputs) < 2 or node.target.rpartition(".")[2] not in ("solve", "lstsq"):
        return
    matrix, right = node.inputs[0].shape, node.inputs[1].shape
    if len(matrix) != 2 or not right or matrix[0] == matrix[1]:
        return
    if right[0] == matrix[1]:
        yield from _transposed(case, matrix, right)
    if right[0] == matrix[0] and node.target.endswith(".solve"):
        yield from _least_squares(case, node, matrix)


def _transposed(case: Case, matrix: Shape, right: Shape) -> Iterator[Proposal]:
    """Each row of the matrix is an equation, so there are as many as on the right side."""
    for site in sites_of(case, 0):
        reason = (
            f"{site_name(case, site)} has the shape {shape_text(matrix)}, and each of its rows is one equation: for "
            f"the {right[0]} values on the right side it has to be {shape_text(matrix[::-1])}."
        )
        # A table that is put together the wrong way round is so for all that use it.
        weight = REORDERED - NUANCE / 2 + 0.01 * site.made
        edits = edits_of(case.source, wrapped(case.source, site.expression, ".T"))
        yield Proposal(f"Transpose {site_name(case, site)}", edits, reason, weight)


def _least_squares(case: Case, node: Node, matrix: Shape) -> Iterator[Proposal]:
    """Only square systems have an exact solution: the others are solved as well as can be."""
    call = case.expression(node)
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or len(call.args) != 2:
        return
    namespace, given = text_of(case.source, call.func.value), [text_of(case.source, item) for item in call.args]
    option = ", rcond=None" if node.target.startswith("numpy") else ""
    text = f"{namespace}.lstsq({', '.join(given)}{option})[0]"
    reason = (
        f"`solve` takes as many equations as unknowns; {short_text(case, call.args[0])} has {matrix[0]} equations for "
        f"{matrix[1]}, which `lstsq` fits as well as can be."
    )
    edits = edits_of(case.source, replaced(case.source, call, text))
    yield Proposal("Use lstsq in place of solve", edits, reason, OTHER_FUNCTION + NUANCE)
