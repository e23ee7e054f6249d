"""Arrays that are written out number by number (`np.array([1.0, 0.0, 0.0])`), one too short for the rest."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.misfits import unequal_operands
from shapeviz.diagnosis.proposals.passage import ways
from shapeviz.diagnosis.weights import INPUT_SIZE, NUANCE
from shapeviz.graph.model import Node

_MAKERS = frozenset({"array", "asarray", "tensor"})
FURTHEST = 2  # numbers that a person forgot: more are another list


def propose(case: Case) -> Iterator[Proposal]:
    """The list longer by its last number, where that stands there twice, or cut to the numbers that are needed."""
    wanted = {(misfit.actual, misfit.expected) for misfit in unequal_operands(case)}
    for node, distance in ways(case):
        written = _written(case, node)
        shape = node.outputs[0].shape if node.outputs else ()
        if written is None or len(shape) != 1 or len(written.elts) != shape[0] or not written.elts:
            continue
        for current, size in wanted:
            if current == shape[0] and 0 < abs(size - current) <= FURTHEST and size > 0:
                yield from _resized(case, written, size, INPUT_SIZE + NUANCE / 2 - 0.004 * distance)


def _written(case: Case, node: Node) -> ast.List | ast.Tuple | None:
    call = case.expression(node)
    if not isinstance(call, ast.Call) or not isinstance(call.func, (ast.Attribute, ast.Name)) or not call.args:
        return None
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
    numbers = call.args[0]
    return numbers if name in _MAKERS and isinstance(numbers, (ast.List, ast.Tuple)) else None


def _resized(case: Case, written: ast.List | ast.Tuple, size: int, weight: float) -> Iterator[Proposal]:
    items = [text_of(case.source, item) for item in written.elts]
    current = len(items)
    if size > current and (current < 2 or items[-1] != items[-2]):
        return
    made = items[:size] + items[-1:] * (size - current)
    opening, closing = ("[", "]") if isinstance(written, ast.List) else ("(", ")")
    edits = edits_of(case.source, replaced(case.source, written, f"{opening}{', '.join(made)}{closing}"))
    reason = f"{current} numbers are written here, where {size} would fit."
    yield Proposal(f"Write {size} numbers", edits, reason, weight)
