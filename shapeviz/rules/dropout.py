"""Dropout of whole channels, which needs axes to tell channels apart."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.core import Accept, Call, Outcome, Rule
from shapeviz.rules.faults import rank_fault
from shapeviz.shapes.shape import product


def dropout1d(call: Call) -> Outcome:
    """(batch, channels, length) or (channels, length), in evaluation too."""
    shape = call.shape("input")
    if shape is None:
        return None
    why = "(batch × channels × length, the batch optional)"
    return rank_fault(call, "input", [3, 2], why=why) or Accept([shape])


def feature_dropout(call: Call) -> Outcome:
    """(batch, channels, …); while nothing is dropped, any shape."""
    shape = call.shape("input")
    if shape is None:
        return None
    trains = call.attribute("training", call.op != "feature_alpha_dropout")
    if not trains or not 0 < call.attribute("p", 0.5) < 1 or not product(shape):
        return Accept([shape])
    # Of volumes torch takes any input but one with five axes as one that has no batch.
    lowest = 1 if call.op == "dropout3d" else 2
    why = "(batch × channels × …) while it trains"
    return few_axes_fault(shape, lowest, why=why) or Accept([shape])


RULES: dict[str, Rule] = {
    "dropout1d": dropout1d,
    **dict.fromkeys(("dropout2d", "dropout3d", "feature_alpha_dropout"), feature_dropout),
}
