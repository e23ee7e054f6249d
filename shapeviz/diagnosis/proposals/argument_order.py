"""Two sizes of one call in the wrong order: `Linear(out, in)`, `view(b, c, h, w)`, the arguments of a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.layers import ARGUMENTS, called_class, layer_class
from shapeviz.diagnosis.proposals.scope_sizes import ScopeSizes
from shapeviz.diagnosis.proposals.size_slots import SIZED, Need, Slot, slots
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import INPUT_SIZE, MISSING_CALL, NUANCE, REORDERED
from shapeviz.rules.elementwise_names import BROADCASTING

MOST = 12
PER_NAME = 0.01  # less for each name that lies between the call and the layer
PER_CALL = 0.004  # less for each call that lies between the layer and the failing one


def propose(case: Case) -> Iterator[Proposal]:
    """A size that does not fit exchanged for one that does, of the same call; the likeliest, a dozen at most."""
    found = [proposal for slot in slots(case) for proposal in _of_slot(case, slot)]
    yield from sorted(distinct(found), key=lambda proposal: -proposal.weight)[:MOST]


def _of_slot(case: Case, slot: Slot) -> Iterator[Proposal]:
    sizes, need = ScopeSizes.of(case), slot.need
    for place in Values.of(case).places(slot.expression):
        if place.call is not None or (place.distance and sizes.numbers(place.node) != {need.current}):
            continue
        for other in _worth(case, slot, place.node):
            weight = _weight(case, place.node, need) - PER_NAME * place.distance - PER_CALL * need.distance
            yield _exchanged(case, slot, (place.node, other), weight)


def _weight(case: Case, size: ast.expr, need: Need) -> float:
    """How likely two sizes were confused: where a tensor is made or cut up, its use may as well be wrong.

    With a size of 1 in its place a tensor goes with any other, which tells nothing of what was meant.
    """
    if need.wanted == 1 and case.node is not None and case.node.op in BROADCASTING:
        return INPUT_SIZE - NUANCE
    sized = need.node
    call = case.parents.get(size)
    while call is not None and not isinstance(call, ast.Call):
        call = case.parents.get(call)
    makes_tensor = sized.kind in ("input", "constant") or (call is not None and called_class(call) in SIZED)
    return (MISSING_CALL if makes_tensor else REORDERED) - NUANCE / 2


def _worth(case: Case, slot: Slot, size: ast.expr) -> Iterator[ast.expr]:
    """The arguments beside a size that are worth what is wanted in its place."""
    sizes, call = ScopeSizes.of(case), case.parents.get(size)
    beside = _beside(case, size)
    if any(isinstance(argument, ast.Starred) for argument in beside):
        return
    kind = layer_class(slot.need.node)
    is_layer = isinstance(call, ast.Call) and called_class(call) == kind
    names = ARGUMENTS.get(kind, ()) if is_layer else ()
    for position, argument in enumerate(beside):
        name = names[position] if position < len(names) else ""
        told = slot.need.node.attributes.get(name) if not sizes.numbers(argument) else None
        if argument is not size and (sizes.numbers(argument) == {slot.need.wanted} or told == slot.need.wanted):
            yield argument


def _beside(case: Case, size: ast.expr) -> Sequence[ast.expr]:
    """The arguments of a call, or the items of a tuple that is an argument, among which a size stands."""
    around = case.parents.get(size)
    if isinstance(around, ast.Call):
        return around.args if size in around.args else ()
    given = isinstance(case.parents.get(around), (ast.Call, ast.keyword)) if around is not None else False
    return around.elts if given and isinstance(around, (ast.Tuple, ast.List)) else ()


def _exchanged(case: Case, slot: Slot, pair: tuple[ast.expr, ast.expr], weight: float) -> Proposal:
    assert case.node is not None
    texts = [text_of(case.source, one) for one in pair]
    edits = edits_of(case.source, replaced(case.source, pair[0], texts[1]), replaced(case.source, pair[1], texts[0]))
    need = slot.need
    reason = (
        f"{who(case.node)} has the size {need.current} where {need.wanted} would fit, and the same call is given "
        f"{need.wanted} as `{texts[1]}`: the two are in the wrong order."
    )
    return Proposal(f"Exchange `{texts[0]}` and `{texts[1]}`", edits, reason, weight)
