"""Proposals about the sides of the images that the code itself creates.

An image that halves several times needs sides that halve so often; one that is flattened for a layer needs the sides
for which that layer was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.creations import Creation, creation_of
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.flow import FLATTENING, SPATIAL
from shapeviz.diagnosis.proposals.settings import settings
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.proposals.window_options import unequal_images
from shapeviz.diagnosis.weights import ADAPTED, INPUT_SIZE
from shapeviz.graph.model import Shape
from shapeviz.rules.core import Conflict
from shapeviz.rules.wording import times

PER_NAME = 0.01
PER_RANK = 0.01
MOST_HALVINGS = 5
IMAGE_RANKS = (4, 5)
LARGEST_MAP = 1024


def propose(case: Case) -> Iterator[Proposal]:
    """Other sides for the images that went into the call."""
    yield from distinct(_proposals(case))


def _proposals(case: Case) -> Iterator[Proposal]:
    if case.node is not None and case.conflict is not None:
        values = Values.of(case)
        for creation in _images(case, values):
            yield from _other_sides(case, values, creation, case.conflict)


def _images(case: Case, values: Values) -> Iterator[Creation]:
    """The images created in the source that went into the call."""
    assert case.node is not None
    for node, _ in case.upstream(case.node):
        creation = creation_of(case, values, node)
        if creation is not None and len(creation.shape) in IMAGE_RANKS and "int" not in node.outputs[0].dtype:
            yield creation


def _other_sides(case: Case, values: Values, creation: Creation, conflict: Conflict) -> Iterator[Proposal]:
    """Sides that halve evenly, that flatten to what a layer expects, or in which a window finds place."""
    assert case.node is not None
    sides = creation.shape[2:]
    if unequal_images(case.node) is not None:
        candidates = _evenly_halved(case, sides)
        why = "do not halve evenly, so that two maps of one size come out unequal"
    elif _lacks_room(case, conflict):
        candidates = [tuple(factor * side for side in sides) for factor in (2, 4, 8)]
        why = f"shrink on the way until {who(case.node)} has too little left"
    else:
        candidates, why = _sides_for(case, sides), "give another number of features than the layer expects"
    for rank, wanted in enumerate(candidates):
        reason = f"The sides of {creation.name}, {times(sides)}, {why}."
        # A second guess is hardly another idea.
        weight = INPUT_SIZE if not rank else ADAPTED - PER_RANK * rank
        yield from _with_sides(case, values, creation, wanted, reason, weight)


def _evenly_halved(case: Case, sides: Shape) -> list[Shape]:
    """The sides rounded to what halves as often as they are halved: up first, since that loses nothing."""
    assert case.node is not None
    shapes = [spec.shape for node, _ in case.upstream(case.node) for spec in node.outputs]
    maps = [shape for shape in shapes if len(shape) in IMAGE_RANKS]
    smallest = min((shape[2] for shape in maps if shape[2]), default=sides[0])
    halvings = round(log2(sides[0] / smallest)) if smallest < sides[0] else 0
    steps = [2**count for count in range(halvings, MOST_HALVINGS + 1)] if halvings else []
    rounded = [tuple(-(-side // step) * step for side in sides) for step in steps[:1]]
    rounded += [tuple(side // step * step for side in sides) for step in steps[:1]]
    rounded += [tuple(-(-side // step) * step for side in sides) for step in steps[1:]]
    return list(dict.fromkeys(shape for shape in rounded if shape != sides and min(shape) > 0))


def _lacks_room(case: Case, conflict: Conflict) -> bool:
    """Whether a window wants larger sides than come."""
    assert case.node is not None
    windowed = case.node.attributes.get("kernel_size") is not None or case.node.op.startswith(SPATIAL)
    small = [problem for problem in conflict.problems if (problem.axis or 0) >= 2 and problem.expected > problem.actual]
    return windowed and len(small) == len(conflict.problems)


def _sides_for(case: Case, sides: Shape) -> list[Shape]:
    """Sides with which the flattened image may have as many elements as expected."""
    assert case.node is not None
    expected = case.node.attributes.get("in_features")
    flat = next((node for node, _ in case.upstream(case.node) if node.op in FLATTENING and node.inputs), None)
    shape = flat.inputs[0].shape if flat is not None else ()
    if not isinstance(expected, int) or len(shape) < 3 or len(set(shape[2:])) != 1 or len(set(sides)) != 1:
        return []
    now, side = shape[-1], sides[0]
    wanted = next((edge for edge in range(1, LARGEST_MAP) if shape[1] * edge ** len(sides) == expected), None)
    if wanted is None or not now:
        return []
    # What is lost at the rims of convolutions without padding does not grow with the image.
    guesses = [round(side * wanted / now), side + (wanted - now) * max(1, side // now)]
    guesses += [guess + extra for guess in guesses[:] for extra in (1, -1, 2, -2)]
    return list(dict.fromkeys((guess,) * len(sides) for guess in guesses if guess > 0 and guess != side))


def _with_sides(
    case: Case, values: Values, creation: Creation, wanted: Shape, reason: str, weight: float
) -> Iterator[Proposal]:
    """All sides changed at once, each where its number is written. One number may stand for several sides."""
    changes: dict[tuple[int, int], Change] = {}
    distance = 0
    for expression, old, new in zip(creation.sizes[2:], creation.shape[2:], wanted, strict=True):
        if expression is None or old == new:
            continue
        setting = next((found for found in settings(values, expression, old, new) if not found.added), None)
        change = setting.change if setting is not None else replaced(case.source, expression, str(new))
        changes[change.span.line, change.span.column] = change
        distance = max(distance, setting.distance if setting is not None else 0)
    edits = edits_of(case.source, *changes.values())
    yield Proposal(f"Make {creation.name} {times(wanted)}", edits, reason, weight - PER_NAME * distance)
