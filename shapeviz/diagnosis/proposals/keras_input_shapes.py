"""The shape that a Keras model is told for its input, which its layers or its data belie."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import log2

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.keras_sources import is_keras, shape_of, training_of
from shapeviz.diagnosis.proposals.keras_tellings import Telling, shape_written, tellings, told_shape
from shapeviz.diagnosis.proposals.settings import settings
from shapeviz.diagnosis.proposals.size_names import size_named
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import ADAPTED, INPUT_SIZE, LAYER_SIZE, NUANCE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text, times
from shapeviz.shapes.shape import Shape

_SHORTEST_SERIES = 2
_MOST_HALVINGS = 6


def propose(case: Case) -> Iterator[Proposal]:
    """The shape of the data, an axis more for channels or for time, or sides that halve as often as they are halved."""
    node = case.node
    if node is None or not is_keras(node):
        return
    for telling in tellings(case):
        told = told_shape(case, telling)
        yield from _as_the_data(case, node, telling, told)
        yield from _with_channels(case, node, telling, told)
        if told is not None:
            yield from _with_time(case, node, telling, told)
            yield from _even_sides(case, node, telling, told)


def _as_the_data(case: Case, node: Node, telling: Telling, told: Shape | None) -> Iterator[Proposal]:
    """The shape of the samples that the model was given, where a layer inside it refuses them."""
    training = training_of(case, node)
    data = shape_of(training, "x") if training is not None else None
    if told is None or data is None or len(data) != len(told) + 1 or data[1:] == told or training is node:
        return
    reason = (
        f"The model was told that each sample has the shape {shape_text(told)}, and {who(node)} gets samples of shape "
        f"{shape_text(data[1:])}."
    )
    weight = LAYER_SIZE + (NUANCE if sorted(told) == sorted(data[1:]) else 0)
    yield _telling(case, telling, shape_written(case, telling, data[1:]), data[1:], reason, weight)


def _with_channels(case: Case, node: Node, telling: Telling, told: Shape | None) -> Iterator[Proposal]:
    """An axis of size 1 at the end: pictures of one channel, series of one feature."""
    problems = case.conflict.problems if case.conflict is not None else []
    if not any(problem.unit == "axes" and problem.expected == problem.actual + 1 for problem in problems):
        return
    comes = node.inputs[0].shape
    if told is not None and len(told) != len(comes) - 1:
        return
    reason = (
        f"{who(node)} takes {len(comes) + 1} axes, and gets the shape {shape_text(comes)}: the axis of the channels or "
        "features is missing, of which there is one."
    )
    text = text_of(case.source, telling.shape)
    if isinstance(telling.shape, (ast.Tuple, ast.List)):
        inner = text[1:-1].rstrip().rstrip(",")
        yield _telling(case, telling, f"({inner}, 1)", (*(told or comes[1:]), 1), reason, LAYER_SIZE + NUANCE / 2)
    else:
        yield _telling(case, telling, f"(*{text}, 1)", (*comes[1:], 1), reason, LAYER_SIZE + NUANCE / 2)


def _with_time(case: Case, node: Node, telling: Telling, told: Shape) -> Iterator[Proposal]:
    """An axis in front that the data has: the frames of a video, where each frame alone was told."""
    longer = {
        spec.shape[1:]
        for other in case.graph.nodes
        for spec in (other.outputs if not is_keras(other) else ())
        if len(spec.shape) == len(told) + 2 and spec.shape[2:] == told and spec.shape[1] >= _SHORTEST_SERIES
    }
    if case.mismatch.node is None or len(longer) != 1 or training_of(case, node) is not None:
        return
    shape = next(iter(longer))
    rest = shape_written(case, telling, told)[1:-1].rstrip(",")
    text = f"({size_named(case, telling.shape, shape[0])}, {rest})"
    reason = (
        f"The model was told that each sample has the shape {shape_text(told)}, and the data has samples of shape "
        f"{shape_text(shape)}."
    )
    yield _telling(case, telling, text, shape, reason, LAYER_SIZE + NUANCE)


def _even_sides(case: Case, node: Node, telling: Telling, told: Shape) -> Iterator[Proposal]:
    """Sides that halve without a rest, where two maps of one size come out unequal: down first, then up."""
    maps = [spec.shape for spec in node.inputs]
    if len(told) not in (3, 4) or len(maps) < 2 or len({len(shape) for shape in maps}) != 1:
        return
    if len(maps[0]) != len(told) + 1 or maps[0][1:-1] == maps[1][1:-1] or not _nearly(maps[0][1:-1], maps[1][1:-1]):
        return
    sides = told[:-1]
    halvings = _halvings(case, node, sides[0])
    step = 2**halvings
    for rank, wanted in enumerate((tuple(s // step * step for s in sides), tuple(-(-s // step) * step for s in sides))):
        if halvings < 1 or wanted == sides or 0 in wanted:
            continue
        reason = (
            f"The sides {times(sides)} are halved {halvings} times and do not halve evenly, so that two maps of one "
            "size come out unequal."
        )
        edits = edits_of(case.source, *_with_sides(case, telling, sides, wanted))
        weight = INPUT_SIZE + NUANCE if not rank else ADAPTED
        yield Proposal(f"Make the images {times(wanted)}", edits, reason, weight)


def _halvings(case: Case, node: Node, side: int) -> int:
    """How often the sides are halved on the way to a call, down to the smallest map."""
    rank = len(node.inputs[0].shape)
    maps = [spec.shape for above, _ in case.upstream(node) for spec in above.outputs if len(spec.shape) == rank]
    smallest = min((shape[1] for shape in maps), default=side)
    return min(round(log2(side / max(smallest, 1))), _MOST_HALVINGS)


def _with_sides(case: Case, telling: Telling, sides: Shape, wanted: Shape) -> list[Change]:
    """Each side changed where its number is written; one number may stand for several."""
    changes: dict[tuple[int, int], Change] = {}
    assert isinstance(telling.shape, (ast.Tuple, ast.List))
    for written, old, new in zip(telling.shape.elts, sides, wanted, strict=False):
        setting = next((one for one in settings(Values.of(case), written, old, new) if not one.added), None)
        change = setting.change if setting is not None else replaced(case.source, written, str(new))
        changes[change.span.line, change.span.column] = change
    return list(changes.values())


def _nearly(sides: Shape, others: Shape) -> bool:
    """Whether sides differ by a pixel or two, as they do that were not halved evenly."""
    return all(abs(one - other) <= 2 for one, other in zip(sides, others, strict=True))


def _telling(case: Case, telling: Telling, text: str, shape: Shape, reason: str, weight: float) -> Proposal:
    edits = edits_of(case.source, replaced(case.source, telling.shape, text))
    return Proposal(f"Tell the model the shape {shape_text(shape)}", edits, reason, weight)
