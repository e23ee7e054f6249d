"""Reductions that give two tensors, take quantiles, or count."""

from __future__ import annotations

from shapeviz.rules.core import Accept, Call, Outcome, Rule
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.reductions import reduce
from shapeviz.shapes.shape import product


def twice(call: Call) -> Outcome:
    """`std_mean`, `var_mean` and `aminmax`: two reductions over the same axes."""
    outcome = reduce(call)
    return Accept(outcome.outputs * 2) if isinstance(outcome, Accept) else outcome


def quantile(call: Call) -> Outcome:
    """Quantiles over an axis, or of the whole; for several, a new axis comes in front."""
    fault = rank_fault(call, "q", [1, 0])
    outcome = fault or reduce(call)
    if not isinstance(outcome, Accept):
        return outcome
    q, shape = call.shape("q") or (), call.shape("input") or ()
    dim = call.attribute("dim")
    if product(shape) == 0:
        return None
    return Accept([(*q, *outcome.outputs[0])]) if dim is None or isinstance(dim, int) else None


RULES: dict[str, Rule] = {
    **dict.fromkeys(("std_mean", "var_mean", "aminmax"), twice),
    "count_nonzero": reduce,
    **dict.fromkeys(("quantile", "nanquantile"), quantile),
}
