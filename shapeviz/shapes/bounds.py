"""Between which numbers an expression of sizes lies, when every size is 1 or more."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from itertools import product as pairs
from math import inf

from shapeviz.shapes.polynomials import Atom, Monomial, Polynomial

Interval = tuple[float, float]  # whole numbers, or infinite

_LARGEST_DEGREE = 6  # of products that are still multiplied out for a better bound


@lru_cache(maxsize=1 << 13)
def interval(polynomial: Polynomial) -> Interval:
    """A lower and an upper bound; they hold wherever the polynomial has a value.

    Each unknown is written as its least value plus something not negative. That shows that `H·W − H` is not
    negative, which the bounds of its terms alone do not.
    """
    if polynomial.is_number:
        return polynomial.constant, polynomial.constant
    if len(polynomial.terms) == 1 or max(map(len, polynomial.terms)) > _LARGEST_DEGREE:
        return _plain(polynomial)
    low, high = _plain(polynomial)
    shifted_low, shifted_high = _shifted(polynomial)
    low, high = max(low, shifted_low), min(high, shifted_high)
    if low == -inf:
        low = _lower_without_floors(polynomial)
    if high == inf:
        high = -_lower_without_floors(polynomial.scaled(-1))
    return low, high


def lower(polynomial: Polynomial) -> float:
    return interval(polynomial)[0]


def _plain(polynomial: Polynomial) -> Interval:
    return _sum([_scaled(_monomial(factors), count) for factors, count in polynomial.terms.items()])


def _shifted(polynomial: Polynomial) -> Interval:
    terms: dict[Monomial, int] = {}
    for factors, count in polynomial.terms.items():
        for rest, number in _multiplied_out(factors):
            terms[rest] = terms.get(rest, 0) + count * number
    return _sum([_scaled(_monomial(factors, shifted=True), count) for factors, count in terms.items() if count])


def _multiplied_out(factors: Monomial) -> list[tuple[Monomial, int]]:
    """The terms of a product whose unknowns are each a least value plus a new unknown of the same name."""
    terms: list[tuple[Monomial, int]] = [((), 1)]
    for factor in factors:
        least = _unknown(factor)[0]
        shifted = [((*rest, factor), count) for rest, count in terms]
        terms = shifted if least == -inf else shifted + [(rest, count * int(least)) for rest, count in terms]
    return terms


def _lower_without_floors(polynomial: Polynomial) -> float:
    """A lower bound from `(p − k + 1)/k ≤ ⌊p/k⌋ ≤ p/k`, where k is a number."""
    for unknown in polynomial.unknowns():
        if not isinstance(unknown, Atom) or unknown.operator != "//" or not unknown.operands[1].is_number:
            continue
        inner, divisor = unknown.operands[0], unknown.operands[1].constant
        inside = {factors: count for factors, count in polynomial.terms.items() if unknown in factors}
        if divisor <= 0 or any(factors.count(unknown) > 1 for factors in inside):
            continue
        others = Polynomial({factors: n for factors, n in polynomial.terms.items() if unknown not in factors})
        beside = Polynomial({tuple(f for f in factors if f != unknown): count for factors, count in inside.items()})
        least, most = interval(beside)
        if most <= 0:
            return _divided_up(lower(beside * inner + others.scaled(divisor)), divisor)
        if least >= 0:
            inner = inner + Polynomial.number(1 - divisor)
            return _divided_up(lower(beside * inner + others.scaled(divisor)), divisor)
    return -inf


@lru_cache(maxsize=1 << 13)
def _unknown(unknown: Hashable) -> Interval:
    """The bounds of a leaf or an atom."""
    if not isinstance(unknown, Atom):
        return 1, inf
    operands = [interval(operand) for operand in unknown.operands]
    match unknown.operator:
        case "//":
            return _quotient(*operands)
        case "ceil":
            (low, high), divisor = operands
            low, high = _quotient((-high, -low), divisor)
            return -high, -low
        case "%":
            return _remainder(*operands)
        case "min":
            return min(low for low, _ in operands), min(high for _, high in operands)
        case "max":
            return max(low for low, _ in operands), max(high for _, high in operands)
        case "+":
            return operands[0]
        case "**":
            return (1, inf) if operands[0][0] >= 1 else (-inf, inf)


def _quotient(dividend: Interval, divisor: Interval) -> Interval:
    if divisor[0] <= 0:
        return -inf, inf
    ends = [_floor(number, by) for number in dividend for by in divisor]
    return min(ends), max(ends)


def _floor(number: float, divisor: float) -> float:
    """`⌊number/divisor⌋` for a divisor of 1 or more, at its limit where one of them is infinite."""
    if abs(number) == inf:
        return number
    return number // divisor if divisor != inf else (0 if number >= 0 else -1)


def _remainder(dividend: Interval, divisor: Interval) -> Interval:
    if divisor[0] > 0:
        most = divisor[1] - 1
        return 0, min(most, dividend[1]) if dividend[0] >= 0 else most
    return -inf, inf


def _monomial(factors: Monomial, shifted: bool = False) -> Interval:
    """The bounds of a product; `shifted` if its unknowns stand for what they exceed their least value by."""
    result: Interval = (1, 1)
    for factor in factors:
        low, high = _unknown(factor)
        if shifted and low != -inf:
            low, high = 0, high - low
        ends = [_times(a, b) for a, b in pairs(result, (low, high))]
        result = min(ends), max(ends)
    return result


def _sum(intervals: list[Interval]) -> Interval:
    lows, highs = [low for low, _ in intervals], [high for _, high in intervals]
    return -inf if -inf in lows else sum(lows), inf if inf in highs else sum(highs)


def _scaled(bounds: Interval, number: int) -> Interval:
    low, high = _times(bounds[0], number), _times(bounds[1], number)
    return (low, high) if number >= 0 else (high, low)


def _times(a: float, b: float) -> float:
    if abs(a) != inf and abs(b) != inf:
        return a * b
    return 0 if a == 0 or b == 0 else (inf if (a > 0) == (b > 0) else -inf)


def _divided_up(number: float, divisor: int) -> float:
    return number if abs(number) == inf else -(-number // divisor)
