"""Every row of one array with every row of another: the first one lacks an axis for the rows of the second.

`norm(X - centroids, axis=1)` of 300×2 and 3×2 is meant as `norm(X[:, None] - centroids, axis=2)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, wrapped
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.diagnosis.proposals.operand_sites import short_text
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import shape_text


def propose(case: Case) -> Iterator[Proposal]:
    """A new axis in the operand that has more rows, and the next axis in the reduction around."""
    node, expression = case.node, case.expression(case.node) if case.node is not None else None
    if node is None or expression is None or node.op not in BROADCASTING or len(node.inputs) != 2:
        return
    first, second = (spec.shape for spec in node.inputs)
    if not len(first) == len(second) == 2 or first[1] != second[1] or first[0] == second[0]:
        return
    more = 0 if first[0] > second[0] else 1
    written = [case.operand_expression(node, operand) for operand in (more, 1 - more)]
    axis = _axis_of_reduction(case, expression)
    if written[0] is None or written[1] is None or axis is None:
        return
    changes = [wrapped(case.source, written[0], "[:, None]"), *_next_axis(case, axis)]
    reason = (
        f"{short_text(case, written[0])} has {max(first[0], second[0])} rows and {short_text(case, written[1])} "
        f"{min(first[0], second[0])}: {shape_text(first)} and {shape_text(second)} meet row by row only with an axis "
        "of their own for each."
    )
    yield Proposal("Pair every row with every row", edits_of(case.source, *changes), reason, MISSING_CALL + NUANCE)


def _axis_of_reduction(case: Case, expression: ast.expr) -> ast.expr | None:
    """The axis that the nearest call around an expression goes over."""
    around = case.parents.get(expression)
    while isinstance(around, (ast.expr, ast.keyword)):
        if isinstance(around, ast.Call):
            named = next((item.value for item in around.keywords if item.arg in ("axis", "dim")), None)
            if named is not None:
                return named
        around = case.parents.get(around)
    return None


def _next_axis(case: Case, axis: ast.expr) -> list[Change]:
    place = number(axis)
    return [replaced(case.source, axis, str(place + 1))] if place is not None and place >= 0 else []
