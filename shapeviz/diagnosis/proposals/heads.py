"""Attention by hand: the heads, split off the last axis, have to come before the positions."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, wrapped
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text

SPLITTING = frozenset({"view", "reshape", "unflatten"})
TURNING = frozenset({"transpose", "permute", "swapaxes", "movedim", "einsum"})
_WITH_HEADS = 4  # batch, positions, heads, features


def propose(case: Case) -> Iterator[Proposal]:
    """`.transpose(1, 2)` behind every split into heads that nothing turns afterwards."""
    if case.node is None or case.node.op in SPLITTING | TURNING:
        return
    splits = [node for node, _ in case.upstream(case.node) if _splits_heads(node) and not _is_turned(case, node)]
    written = {case.expression(node): node for node in splits}
    expressions = [expression for expression in written if expression is not None]
    if not expressions:
        return
    first = written[expressions[0]]
    before, after = first.inputs[0].shape, first.outputs[0].shape
    reason = (
        f"`{first.op}` makes {shape_text(after)} of {shape_text(before)}: the positions stay in axis 1, before the "
        f"heads, and {who(case.node)} works on the last two axes."
    )
    edits = edits_of(case.source, *(wrapped(case.source, expression, ".transpose(1, 2)") for expression in expressions))
    yield Proposal("Put the heads before the positions", edits, reason, MISSING_CALL + NUANCE / 2)


def _splits_heads(node: Node) -> bool:
    """Whether a call splits the last axis of three in two."""
    if node.op not in SPLITTING or not node.inputs or not node.outputs:
        return False
    before, after = node.inputs[0].shape, node.outputs[0].shape
    return len(after) == _WITH_HEADS and len(before) == _WITH_HEADS - 1 and before[:2] == after[:2]


def _is_turned(case: Case, node: Node) -> bool:
    """Whether a call behind it takes the positions out of axis 1."""
    users = [case.nodes[edge.target] for edge in case.graph.edges if edge.source == node.id]
    turning = [user.outputs[0].shape for user in users if user.op in TURNING and user.outputs]
    return any(shape[:2] != node.outputs[0].shape[:2] for shape in turning)
