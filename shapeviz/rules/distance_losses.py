"""Losses over how near vectors lie to each other."""

from __future__ import annotations

from dataclasses import replace

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.losses import reduced
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape, broadcast


def cosine_embedding_loss(call: Call) -> Outcome:
    """Pairs of vectors (batch, features) and one label for each pair; or one pair and a single number."""
    first, second, target = (call.shape(name) for name in ("input1", "input2", "target"))
    if first is None or second is None or target is None:
        return None
    fault = rank_fault(call, "input1", [2, 1], why="(batch × features, the batch optional)")
    fault = fault or rank_fault(call, "input2", [len(first)], why="(as its input1)")
    fault = fault or rank_fault(call, "target", [len(first) - 1], why="(one label for each pair of its inputs)")
    fault = fault or broadcast_fault({"input1": first, "input2": second})
    pairs = broadcast([first, second])
    if fault is not None or pairs is None:
        return fault
    losses = broadcast([pairs[:-1], target])
    return _label_fault(pairs[0], target) if losses is None else Accept([reduced(call, losses)])


def _label_fault(pairs: int, target: Shape) -> Fault:
    expects = f"{counted(pairs, 'label')} in its target, one for each pair of its inputs"
    return Fault([AxisProblem("target", 0, pairs, target[0])], expects, str(target[0]), {"target": (pairs,)})


def triplet_margin_loss(call: Call) -> Outcome:
    """Anchors, positives and negatives with as many axes; they broadcast, and the last axis is the vector."""
    anchor, positive, negative = (call.shape(name) for name in ("anchor", "positive", "negative"))
    if anchor is None or positive is None or negative is None:
        return None
    for name in ("positive", "negative"):
        fault = rank_fault(call, name, [len(anchor)], why="(as its anchor)")
        if fault is not None:
            return fault
    if call.attribute("distance_function") is not None:
        return None  # whoever wrote it knows what it takes
    shapes = {"anchor": anchor, "positive": positive, "negative": negative}
    pairs = [("anchor", "positive"), ("anchor", "negative")]
    if call.attribute("swap", False):
        pairs.append(("positive", "negative"))
    for pair in pairs:
        fault = broadcast_fault({name: shapes[name] for name in pair})
        if fault is not None:
            return fault
    distances = broadcast(shape[:-1] for shape in shapes.values())
    return _batch_fault(positive, negative) if distances is None else Accept([reduced(call, distances)])


def _batch_fault(positive: Shape, negative: Shape) -> Fault | None:
    """The fault of distances that do not fit together, though each is one: a single anchor stretches to both."""
    fault = broadcast_fault({"positive": (*positive[:-1], 1), "negative": (*negative[:-1], 1)})
    if fault is None:
        return None
    return replace(fault, mended={name: (*shape[:-1], negative[-1]) for name, shape in fault.mended.items()})


RULES: dict[str, Rule] = {
    "cosine_embedding_loss": cosine_embedding_loss,
    **dict.fromkeys(("triplet_margin_loss", "triplet_margin_with_distance_loss"), triplet_margin_loss),
}
