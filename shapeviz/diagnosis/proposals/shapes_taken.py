"""A layer that took as many values in another shape before: the flat row of what it knows as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import site_name, sites_of, taker
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, product


def propose(case: Case) -> Iterator[Proposal]:
    """The samples in the shape in which the failing layer took others before."""
    node = case.node
    if node is None or node.kind != "module" or not node.inputs:
        return
    shape = node.inputs[0].shape
    for taken in _taken(case):
        if len(taken) == len(shape) or not shape or product(taken[1:]) != product(shape[1:]):
            continue
        sizes = ", ".join(["-1", *map(str, taken[1:])])
        reason = (
            f"{taker(case)} took {shape_text(taken)} before, and here it gets {shape_text(shape)}: each sample has as "
            "many values, in other axes."
        )
        for place, site in enumerate(sites_of(case, 0)):
            edits = edits_of(case.source, wrapped(case.source, site.expression, f".view({sizes})"))
            title = f"Put `.view({sizes})` behind {site_name(case, site)}"
            yield Proposal(title, edits, reason, MISSING_CALL + NUANCE - 0.002 * place)


def _taken(case: Case) -> list[Shape]:
    """The shapes that the failing layer has taken elsewhere without complaint."""
    record = case.record
    found = [
        node.inputs[0].shape
        for node in case.graph.nodes
        if node.status == "ok" and node.inputs and node.id in case.records and record is not None
        and case.records[node.id] is not record and case.records[node.id].subject is record.subject
    ]  # fmt: skip
    return list(dict.fromkeys(found))
