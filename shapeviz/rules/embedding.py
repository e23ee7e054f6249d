"""Rows of a table, looked up by their numbers: each for itself, or added up in bags."""

from __future__ import annotations

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault, shape_fault


def embedding(call: Call) -> Outcome:
    """Any shape of indices; each becomes a row of `weight` (rows, features)."""
    shape, weight = call.shape("input"), call.shape("weight")
    if shape is None or weight is None:
        return None
    return rank_fault(call, "weight", [2]) or Accept([(*shape, weight[1])])


def embedding_bag(call: Call) -> Outcome:
    """Bags of one length as the rows of `input`, or one after the other, each from its number in `offsets` on."""
    shape, weight, offsets = call.shape("input"), call.shape("weight"), call.shape("offsets")
    if shape is None or weight is None:
        return None
    fault = rank_fault(call, "weight", [2]) or rank_fault(call, "input", [2, 1], why="(bags × indices, or indices)")
    if fault is not None:
        return fault
    scales = call.shape("per_sample_weights")
    if scales is not None and scales != shape:
        return shape_fault("per_sample_weights", shape, scales, "that of its input")
    if len(shape) == 2:
        bags = shape[0]
        if offsets is not None:
            return Fault([], "no offsets, as its input has 2 axes (bags × indices)", "offsets")
    elif offsets is None:
        problem = AxisProblem("input", None, 2, 1, "axes")
        return Fault(
            [problem], "an input with 2 axes (bags × indices), as there are no offsets", "1", {"input": (1, *shape)}
        )
    else:
        fault = rank_fault(call, "offsets", [1])
        bags = offsets[0] - (1 if call.attribute("include_last_offset", False) else 0) if fault is None else 0
    if fault is None and bags < 0:
        fault = Fault([AxisProblem("offsets", 0, 1, 0)], "at least 1 in axis 0 of its offsets", "0", {"offsets": (1,)})
    return fault or Accept([(bags, weight[1])])


RULES: dict[str, Rule] = {"embedding": embedding, "embedding_bag": embedding_bag}
