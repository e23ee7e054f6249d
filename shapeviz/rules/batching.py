"""Data that is gone over in batches: as many rows in each array, and so many of them at a time."""

from __future__ import annotations

from fractions import Fraction

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.wording import listed
from shapeviz.shapes.shape import replaced


def same_samples(call: Call) -> Outcome:
    """All operands have as many rows as the first one that has more than one axis to speak of."""
    shapes = {name: shape for name, shape in call.named_shapes().items() if shape}
    first = next(iter(shapes), None)
    if first is None:
        return None
    rows = shapes[first][0]
    for name, shape in shapes.items():
        if shape[0] != rows:
            counts = listed([f"{shape[0]} in {name}" for name, shape in shapes.items()])
            problem = AxisProblem(name, 0, rows, shape[0])
            return Fault([problem], "as many samples in each array", counts, {name: replaced(shape, 0, rows)})
    return Accept([])


def batch(call: Call) -> Outcome:
    """The first `size` rows of `data`, or all of them if there are fewer, or no size is given.

    Of a share of `split`, which is kept back, only this is clear: that there are about so many rows.
    """
    shape, size = call.shape("data"), call.attribute("size")
    if not shape:
        return None
    rows, split = shape[0], Fraction(call.attribute("split", 0.0)).limit_denominator(1000)
    if size is None and not split:
        return Accept([shape])
    if size is not None and size < rows * (1 - split).numerator // (1 - split).denominator:
        return Accept([replaced(shape, 0, size)])
    return Accept([shape]) if not split else None


RULES: dict[str, Rule] = {"same_samples": same_samples, "batch": batch}
