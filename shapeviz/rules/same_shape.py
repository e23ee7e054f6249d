"""The layers of Keras that give back the shape they get."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, Call, Outcome, Rule
from shapeviz.rules.faults import axis_fault, rank_fault


def same_shape(call: Call) -> Outcome:
    """Any shape, or one of so many axes as `ranks` allows; `axis` names some of them."""
    shape = call.shape("inputs")
    if shape is None:
        return None
    ranks: Sequence[int] | None = call.attribute("ranks")
    fault = None if ranks is None else rank_fault(call, "inputs", ranks)
    if fault is not None:
        return fault
    for axis in sizes_of(call.attribute("axis", ())):
        fault = axis_fault("inputs", shape, axis, keyword=call.axis_word)
        if fault is not None:
            return fault
    return Accept([shape])


RULES: dict[str, Rule] = {"same_shape": same_shape}
