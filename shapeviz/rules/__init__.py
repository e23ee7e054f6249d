"""Shape rules: from the shapes of operands to the shapes of results, or to what does not fit."""

from shapeviz.rules.core import Accept, AxisProblem, Call, Conflict
from shapeviz.rules.registry import has_rule, judge

__all__ = ["Accept", "AxisProblem", "Call", "Conflict", "has_rule", "judge"]
