"""A mask for each sample where attention takes one for each sample and head."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, text_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import site_name, sites_of, taker
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE
from shapeviz.rules.wording import shape_text


def propose(case: Case) -> Iterator[Proposal]:
    """The mask of each sample repeated for its heads, which stand next to each other in the first axis."""
    node, operand = case.node, case.operand_index("attn_mask")
    expected = case.conflict.expected_shapes.get("attn_mask") if case.conflict is not None else None
    if node is None or operand is None or expected is None:
        return
    shape = node.inputs[operand].shape
    if len(shape) != 3 or expected[1:] != shape[1:] or not shape[0] or expected[0] % shape[0]:
        return
    heads = expected[0] // shape[0]
    reason = (
        f"{taker(case)} wants a mask for each sample and each of {heads} heads, {shape_text(expected)}, and this one "
        f"has the shape {shape_text(shape)}, one for each sample."
    )
    for place, site in enumerate(sites_of(case, operand)):
        call = case.expression(node)
        own = place == 0 and node.kind == "module" and isinstance(call, ast.Call)
        count = f"{text_of(case.source, call.func)}.num_heads" if own and isinstance(call, ast.Call) else str(heads)
        edits = edits_of(case.source, wrapped(case.source, site.expression, f".repeat_interleave({count}, dim=0)"))
        title = f"Repeat {site_name(case, site)} for every head"
        yield Proposal(title, edits, reason, MISSING_CALL + NUANCE - 0.002 * place)
