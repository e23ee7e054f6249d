"""Distances and similarities of vectors, in pairs or all with all."""

from __future__ import annotations

from shapeviz.rules.arguments import position
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import axis_fault, rank_fault
from shapeviz.rules.linear_algebra import stacked_fault
from shapeviz.rules.wording import listed
from shapeviz.shapes.shape import Shape, broadcast, replaced


def all_pairs(call: Call) -> Outcome:
    """`cdist`: each row of `x1` with each row of `x2`; leading axes broadcast."""
    first, second = call.shape("x1"), call.shape("x2")
    if first is None or second is None:
        return None
    fault = stacked_fault("x1", first) or stacked_fault("x2", second)
    if fault is not None:
        return fault
    if first[-1] != second[-1]:
        return Fault(
            [AxisProblem("x2", len(second) - 1, first[-1], second[-1])],
            "equal sizes in the last axes of x1 and x2",
            listed([first[-1], second[-1]]),
            {"x2": replaced(second, -1, first[-1])},
        )
    fault = broadcast_fault({"x1": first[:-2], "x2": second[:-2]})
    stack = broadcast([first[:-2], second[:-2]])
    if fault is None:
        return Accept([(*stack, first[-2], second[-2])]) if stack is not None else None
    tails = {"x1": first[-2:], "x2": second[-2:]}
    mended = {name: (*shape, *tails[name]) for name, shape in fault.mended.items()}
    return Fault(fault.problems, fault.expects, fault.gets, mended)


def within(call: Call) -> Outcome:
    """`pdist`: each row with each later row."""
    shape = call.shape("input")
    if shape is None:
        return None
    return rank_fault(call, "input", [2]) or Accept([(shape[0] * (shape[0] - 1) // 2,)])


def row_by_row(call: Call) -> Outcome:
    """`pairwise_distance` and `cosine_similarity`: both broadcast, and the axis of the vectors goes."""
    shapes = call.named_shapes()
    if len(shapes) != 2:
        return None
    cosine = call.op == "cosine_similarity"
    fault = broadcast_fault(shapes)
    together = broadcast(shapes.values())
    if fault is not None or together is None:
        return fault
    dim = call.attribute("dim", 1) if cosine else -1
    longest = max(shapes, key=lambda name: len(shapes[name]))
    fault = axis_fault(longest, together, dim, keyword=call.axis_word)
    axis = position(dim, len(together))
    if fault is not None or axis is None:
        return fault
    return Accept([_without(together, axis, keep=bool(call.attribute("keepdim", False)))])


def _without(shape: Shape, axis: int, *, keep: bool) -> Shape:
    return (*shape[:axis], *((1,) if keep and shape else ()), *shape[axis + 1 :])


RULES: dict[str, Rule] = {
    "cdist": all_pairs,
    "pdist": within,
    **dict.fromkeys(("pairwise_distance", "cosine_similarity"), row_by_row),
}
