"""How the sizes of an output come about, spelled out with the numbers filled in."""

from __future__ import annotations

from shapeviz.rules.core import Accept, Call, Conflict
from shapeviz.rules.registry import judge
from shapeviz.rules.workings import axes, images, layers, pieces, windows
from shapeviz.rules.workings.lines import Working

WORKINGS: dict[str, Working] = {
    op: working for family in (windows, images, layers, axes, pieces) for op, working in family.WORKINGS.items()
}


def workings(call: Call) -> list[str]:
    """One line for each size that the call computes; none where nothing is computed, or where it has no rule.

    A call that does not fit is told as if its operands had the shapes that it expects.

    >>> workings(Call("conv2d", {"input": (4, 3, 28, 28), "weight": (16, 3, 3, 3)}, {"padding": 1}))
    ['channels: 3 → 16 (its out_channels)', 'height: ⌊(28 + 2·1 − 3)/1⌋ + 1 = 28', 'width: ⌊(28 + 2·1 − 3)/1⌋ + 1 = 28']
    """
    working, verdict = WORKINGS.get(call.op), judge(call)
    if working is None or verdict is None or verdict.outputs is None:
        return []
    if isinstance(verdict, Conflict):
        call = call.with_shapes(verdict.expected_shapes)
    return working(call, Accept(verdict.outputs).outputs)


__all__ = ["WORKINGS", "workings"]
