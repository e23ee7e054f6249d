"""A size that does not fit, written anew wherever it was given: by the names at hand there, or as a number."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, with_keyword
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.scope_sizes import ScopeSizes
from shapeviz.diagnosis.proposals.size_expressions import size_expressions
from shapeviz.diagnosis.proposals.size_slots import Need, Slot, slots
from shapeviz.diagnosis.proposals.values import Place, Values

MOST = 12
MOST_PLACES = 12
PER_NAME = 0.02  # less for each name that lies between the place and the layer
PER_CALL = 0.004  # less for each call that lies between the layer and the failing one


@dataclass(frozen=True, slots=True)
class _Edit:
    change: Change
    text: str
    weight: float


def propose(case: Case) -> Iterator[Proposal]:
    """The sizes on the way to the failing call, written anew; the likeliest, a dozen at most."""
    found = [proposal for slot in slots(case) if not slot.need.exchanged for proposal in _of_slot(case, slot)]
    yield from sorted(distinct(found), key=lambda proposal: -proposal.weight)[:MOST]


def _of_slot(case: Case, slot: Slot) -> Iterator[Proposal]:
    sizes, need = ScopeSizes.of(case), slot.need
    for place in Values.of(case).places(slot.expression)[:MOST_PLACES]:
        # What stands for sizes of several layers would be wrong for the others.
        if sizes.numbers(place.node) != {need.current}:
            continue
        for edit in _edits(case, place, need):
            weight = edit.weight - PER_NAME * place.distance - PER_CALL * need.distance
            old = ast.unparse(place.node)
            title = f"Write `{edit.text}` in place of `{old}`"
            if place.call is not None:
                title = f"Pass {place.name}={edit.text}"
            yield Proposal(title, edits_of(case.source, edit.change), _reason(case, need, old), weight)


def _edits(case: Case, place: Place, need: Need) -> Iterator[_Edit]:
    """The change of one place; the default of a parameter is left, and the call that relies on it passes another."""
    at = place.call if place.call is not None else place.node
    for text, weight in size_expressions(case, place.node, at, need.current, need.wanted):
        if place.call is None:
            yield _Edit(replaced(case.source, place.node, text), text, weight)
        else:
            yield _Edit(with_keyword(case.source, place.call, place.name, text), text, weight)


def _reason(case: Case, need: Need, old: str) -> str:
    assert case.node is not None
    if need.takes:
        return f"{who(case.node)} was given the size {need.current} by `{old}`, but {need.wanted} would fit."
    return (
        f"{who(case.node)} would take {need.wanted} where {need.current} comes to it, "
        f"and {need.current} comes from `{old}`."
    )
