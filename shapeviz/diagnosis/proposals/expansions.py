"""A learned token, or another tensor with a batch axis of size 1, expanded to the batch that it is joined with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, text_of, wrapped
from shapeviz.diagnosis.proposals.local_sizes import size_text
from shapeviz.diagnosis.proposals.operand_sites import Site, fits, site_name, sites_of, taker
from shapeviz.diagnosis.proposals.rearrangements import EXPLAINS, Rearrangement
from shapeviz.shapes.shape import Shape

JOINING = frozenset({"cat", "concat", "concatenate", "stack"})


def propose(case: Case) -> Iterator[Proposal]:
    """Expansions of an operand of the failing call to what the others have in an axis where it has size 1."""
    if case.node is not None and case.node.op in JOINING:
        for operand in range(len(case.node.inputs)):
            yield from _stretched(case, operand)


def _stretched(case: Case, operand: int) -> Iterator[Proposal]:
    """Axes of size 1 expanded to what the other operands have there: a learned token for each sample of the batch."""
    assert case.node is not None
    spec = case.node.inputs[operand]
    shape = spec.shape
    for other in case.node.inputs:
        lead = len(other.shape) - len(shape)
        if other is spec or lead < 0 or not shape or (lead and not _is_parameter(case, operand)):
            continue
        aligned = (1,) * lead + shape
        sizes = [
            goal if size == 1 and goal != 1 and axis != _joined_axis(case, len(other.shape)) else -1
            for axis, (size, goal) in enumerate(zip(aligned, other.shape, strict=True))
        ]
        made = tuple(size if goal == -1 else goal for size, goal in zip(aligned, sizes, strict=True))
        if all(size == -1 for size in sizes) or not fits(case, {spec.name or "": made}):
            continue
        for site in sites_of(case, operand):
            yield _expanded(case, site, sizes, made)
        return


def _expanded(case: Case, site: Site, sizes: list[int], made: Shape) -> Proposal:
    apart = site.expression.id if isinstance(site.expression, ast.Name) else ""
    texts = [
        "-1" if size == -1 else size_text(case, site.expression, size, axis=axis, apart=apart)
        for axis, size in enumerate(sizes)
    ]
    change = Rearrangement("align", f".expand({', '.join(texts)})", made, "Expand {name} to the batch")
    text = text_of(case.source, site.expression)
    edits = edits_of(case.source, wrapped(case.source, site.expression, change.suffix))
    title = change.title.format(name=site_name(case, site))
    return Proposal(title, edits, change.reason(text, site.shape, taker(case)), EXPLAINS - 0.01 * site.made)


def _joined_axis(case: Case, rank: int) -> int:
    dim = case.call.attribute("dim", 0) if case.call is not None else 0
    return dim % max(rank, 1) if isinstance(dim, int) else 0


def _is_parameter(case: Case, operand: int) -> bool:
    made = case.producer(case.node, operand) if case.node is not None else None
    return made is not None and made[0].kind == "parameter"
