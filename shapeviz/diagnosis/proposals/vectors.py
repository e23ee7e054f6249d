"""Functions that take vectors with one axis only, and get a column or a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, wrapped
from shapeviz.diagnosis.proposals.axis_variants import undone
from shapeviz.diagnosis.proposals.operand_sites import site_name, sites_of
from shapeviz.diagnosis.proposals.written_calls import written_call
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE, UNDONE
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import product

_TELLING = re.compile(r"\b(1-?D|1-dimensional|one[- ]dimensional|object too deep)\b", re.IGNORECASE)


def propose(case: Case) -> Iterator[Proposal]:
    """The vector without its axis of size 1: where that was put in, or at the call."""
    node, error = case.node, case.mismatch.error
    if node is None or error is None or case.conflict is not None or not _TELLING.search(error.text):
        return
    for operand, spec in enumerate(node.inputs):
        if len(spec.shape) < 2 or max(spec.shape) != product(spec.shape):
            continue
        made = case.producer(node, operand)
        written = written_call(case.source, case.expression(made[0])) if made is not None else None
        if made is not None and written is not None and written.name in ("reshape", "expand_dims") and made[0].inputs:
            variant = undone(case, made[0], written, UNDONE)
            if len(variant.shape) == 1:
                yield Proposal(variant.title, variant.edits, variant.reason, variant.weight)
        for site in sites_of(case, operand):
            name = site_name(case, site)
            reason = f"{name} has the shape {shape_text(spec.shape)}, and a vector with one axis is taken."
            edits = edits_of(case.source, wrapped(case.source, site.expression, ".ravel()"))
            yield Proposal(f"Flatten {name}", edits, reason, MISSING_CALL + NUANCE - 0.01 * site.made)
