"""Rows of a table, looked up by their numbers."""

from __future__ import annotations

from shapeviz.rules.core import Accept, Call, Outcome, Rule
from shapeviz.rules.faults import rank_fault


def embedding(call: Call) -> Outcome:
    """Any shape of indices; each becomes a row of `weight` (rows, features)."""
    shape, weight = call.shape("input"), call.shape("weight")
    if shape is None or weight is None:
        return None
    return rank_fault(call, "weight", [2]) or Accept([(*shape, weight[1])])


RULES: dict[str, Rule] = {"embedding": embedding}
