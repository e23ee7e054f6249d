"""The smallest and the largest of polynomials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from shapeviz.shapes.bounds import lower
from shapeviz.shapes.polynomials import Atom, Polynomial, atom, polynomial_order


def extreme(operator: Literal["min", "max"], operands: Sequence[Polynomial]) -> Polynomial:
    """`min(…)` or `max(…)` without the operands that cannot be it.

    >>> l = Polynomial.leaf("L")
    >>> extreme("max", [l - Polynomial.number(1), Polynomial.number(0)]) == l - Polynomial.number(1)
    True
    """
    flat: list[Polynomial] = []
    for operand in operands:
        inner = operand.only_factor
        flat += inner.operands if isinstance(inner, Atom) and inner.operator == operator else (operand,)
    kept: list[Polynomial] = []
    for operand in sorted(set(flat), key=polynomial_order):
        if not any(_reaches(operator, other, operand) for other in kept):
            kept = [other for other in kept if not _reaches(operator, operand, other)] + [operand]
    if len(kept) == 1:
        return kept[0]
    numbers = [operand for operand in kept if operand.is_number]
    return atom(operator, *(operand for operand in kept if not operand.is_number), *numbers)


def _reaches(operator: Literal["min", "max"], first: Polynomial, second: Polynomial) -> bool:
    """Whether `second` can be left out beside `first`."""
    return lower(second - first if operator == "min" else first - second) >= 0
