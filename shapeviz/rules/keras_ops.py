"""Functions of `keras.ops` on which the backends part ways: judged as far as all of them agree."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.array_axes import squeeze as squeezed
from shapeviz.rules.array_grids import pad as padded
from shapeviz.rules.array_products import dot as product
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.reductions import reduce


def dot(call: Call) -> Outcome:
    """Of vectors and matrices; stacks of them are multiplied pair by pair, or each with each."""
    return product(call) if all(len(shape) <= 2 for shape in call.named_shapes().values()) else None


def squeeze(call: Call) -> Outcome:
    """Axes of size 1 taken away; others that are named are refused, or left as they are."""
    outcome = squeezed(call)
    sizes = isinstance(outcome, Fault) and any(problem.unit == "size" for problem in outcome.problems)
    return None if sizes else outcome


def pad(call: Call) -> Outcome:
    """A pair of amounts for each axis; fewer are meant for all axes, or for the last."""
    shape, amounts = call.shape("input"), call.attribute("pad_width")
    pairs = isinstance(amounts, Sequence) and all(isinstance(pair, Sequence) for pair in amounts)
    return padded(call) if shape is not None and pairs and len(amounts) == len(shape) else None


def reduction(call: Call) -> Outcome:
    """The axes of `dim` taken away. Over all of them `keepdim` leaves axes of size 1, or none."""
    if call.attribute("dim") is None:
        return None if call.attribute("keepdim", False) or call.shape("input") is None else Accept([()])
    return reduce(call)


REDUCTIONS = ("sum", "mean", "prod", "std", "var", "all", "any", "amax", "amin", "logsumexp", "median")

RULES: dict[str, Rule] = {
    "keras_ops_dot": dot,
    "keras_ops_squeeze": squeeze,
    "keras_ops_pad": pad,
    **{f"keras_ops_{name}": reduction for name in REDUCTIONS},
}
