"""Padding: elements added around the last axes, or taken away where the padding is negative.

Source of the limits: the documentation of `torch.nn.functional.pad`.
"""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import empty_fault, rank_fault
from shapeviz.rules.windows import at_least_fault
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import larger, smaller

SPATIAL = (1, 2, 3)  # how many axes the modes other than `constant` can pad


def pad(call: Call) -> Outcome:
    """`pad` names two amounts for each padded axis, the last axis first."""
    shape = call.shape("input")
    if shape is None:
        return None
    amounts, mode = sizes_of(call.attribute("pad")), call.attribute("mode", "constant")
    if len(amounts) % 2:
        return Fault([], "an even number of amounts in its pad, two for each axis", str(len(amounts)))
    count = len(amounts) // 2
    why = f"{mode} padding {shape_text(amounts)}" if amounts else f"{mode} padding"
    fault = _rank_fault(call, shape, count, mode, why)
    if fault is not None or count == 0:
        return fault or Accept([shape])
    if mode in ("reflect", "replicate"):
        # Only the batch may be empty.
        fault = empty_fault("input", shape, range(len(shape) - count - 1, len(shape)))
    edges = list(zip(amounts[-2::-2], amounts[::-2], strict=True))
    sizes = [size + before + after for size, (before, after) in zip(shape[-count:], edges, strict=True)]
    fault = fault or at_least_fault("input", shape, _minimums(mode, edges, sizes), why)
    return fault or Accept([(*shape[:-count], *sizes)])


def _rank_fault(call: Call, shape: Shape, count: int, mode: str, why: str) -> Fault | None:
    """Constant padding goes around any axes; the other modes know images with channels, and a batch or not."""
    if mode == "constant":
        return few_axes_fault(shape, count, why=f"(for its {why})")
    if count not in SPATIAL:
        return Fault([], f"amounts for 1, 2 or 3 axes with mode {mode}", f"amounts for {counted(count, 'axis')}")
    return rank_fault(call, "input", [count + 2, count + 1], why=f"(for its {why})")


def _minimums(mode: str, edges: list[tuple[int, int]], sizes: list[int]) -> list[int]:
    """The smallest size along each axis that this padding fits, of which it makes `sizes`."""
    if mode == "constant":
        # What is taken away has to be there before anything is added.
        return [-smaller(before, 0) - smaller(after, 0) for before, after in edges]
    # torch lets an axis vanish while something is left of another.
    least = 0 if mode == "circular" or any(size > 0 for size in sizes) else 1
    return [_minimum(mode, before, after, least - before - after) for before, after in edges]


def _minimum(mode: str, before: int, after: int, rest: int) -> int:
    """The smallest size along one axis, of which `rest` are needed for what is left of it."""
    if mode == "reflect":
        return larger(larger(before, after) + 1, rest)  # the edge itself is not repeated
    return larger(larger(before, after), rest) if mode == "circular" else rest


RULES: dict[str, Rule] = dict.fromkeys(("pad", "constant_pad_nd"), pad)
