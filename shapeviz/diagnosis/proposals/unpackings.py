"""`batch, time, channels = x.shape` on a tensor with another number of axes: it is brought to them where it goes in."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, wrapped
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.libraries import library_of
from shapeviz.diagnosis.proposals.operand_sites import site_name, sites_of
from shapeviz.diagnosis.proposals.rearrangements import Rearrangement, rearrangements
from shapeviz.diagnosis.proposals.spellings import in_library
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE
from shapeviz.rules.wording import shape_text

# How likely each way to another number of axes is meant, by the change and by the axis that it names.
_LIKELY = {"squeeze": 0.0, "unsqueeze": 0.01, "flatten": 0.02, "mean": 0.04, "pick": 0.04}
PER_AXIS = 0.01


def propose(case: Case) -> Iterator[Proposal]:
    """Axes of size 1 put in or taken out, axes made one, or a single step taken, where the module is called."""
    wanted = _wanted(case)
    if wanted is None or case.node is None:
        return
    operand, rank = wanted
    shape = case.node.inputs[operand].shape
    for change in rearrangements(shape):
        if change.kind not in _LIKELY or len(change.shape) != rank:
            continue
        written = in_library(case, change, library_of(case, case.node, operand))
        if written is None:
            continue
        change = written
        for place, site in enumerate(sites_of(case, operand)):
            edits = edits_of(case.source, wrapped(case.source, site.expression, change.suffix, change.prefix))
            title = change.title.format(name=site_name(case, site))
            reason = (
                f"{who(case.node)} takes {rank} axes apart, and the tensor has the shape {shape_text(shape)}; "
                f"with `{change.suffix}` it has {shape_text(change.shape)}."
            )
            yield Proposal(title, edits, reason, _weight(change) - 0.01 * min(place, 2))


def _wanted(case: Case) -> tuple[int, int] | None:
    """Which operand of the module, and how many axes it is to have."""
    problems = case.conflict.problems if case.conflict is not None else []
    told = case.call is not None and case.call.op == "module" and len(problems) == 1 and problems[0].unit == "axes"
    operand = case.operand_index(problems[0].operand) if told else None
    return (operand, problems[0].expected) if operand is not None else None


def _weight(change: Rearrangement) -> float:
    axis = next((int(sign) for sign in change.suffix if sign.isdigit()), 0)
    return MISSING_CALL + NUANCE - _LIKELY[change.kind] - PER_AXIS * axis
