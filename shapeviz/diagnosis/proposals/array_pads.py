"""`np.pad` with a pair of numbers for some of the axes only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.written_calls import written_call
from shapeviz.diagnosis.weights import NUANCE, UNDONE
from shapeviz.rules.wording import shape_text

_NOTHING = "(0, 0)"


def propose(case: Case) -> Iterator[Proposal]:
    """Pairs of zeros for the axes that are not to grow: behind the others (channels last), or before (a batch)."""
    node = case.node
    if node is None or node.target != "numpy.pad" or not node.inputs:
        return
    written = written_call(case.source, case.expression(node))
    pairs = written.argument(0, "pad_width") if written is not None else None
    shape = node.inputs[0].shape
    if not isinstance(pairs, (ast.Tuple, ast.List)):
        return
    if not all(isinstance(pair, (ast.Tuple, ast.List)) for pair in pairs.elts):
        return
    missing = len(shape) - len(pairs.elts)
    if missing <= 0:
        return
    items, zeros = [text_of(case.source, pair) for pair in pairs.elts], [_NOTHING] * missing
    opening, closing = ("(", ")") if isinstance(pairs, ast.Tuple) else ("[", "]")
    reason = (
        f"`pad` takes a pair of numbers for each of the {len(shape)} axes of {shape_text(shape)}, and here are "
        f"{len(pairs.elts)}."
    )
    for order, place, rank in ((items + zeros, "last", 0), (zeros + items, "first", 1)):
        text = f"{opening}{', '.join(order)}{closing}"
        title = f"Leave the {place} axis as it is" if missing == 1 else f"Leave the {place} {missing} axes as they are"
        edits = edits_of(case.source, replaced(case.source, pairs, text))
        yield Proposal(title, edits, reason, UNDONE + NUANCE / 4 - 0.01 * rank)
