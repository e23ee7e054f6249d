"""Floor division and remainder of polynomials, in the form a person would write.

Every rule keeps the value wherever the original has one; a division by zero may go away (`(N·C)//N` is `C`).
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from math import gcd
from typing import TypeGuard

from shapeviz.shapes.bounds import interval, lower
from shapeviz.shapes.factoring import factored
from shapeviz.shapes.polynomials import (
    Atom,
    AtomOperator,
    Monomial,
    Polynomial,
    atom,
    common_factors,
    degree_order,
    quotient,
    without,
)

_ONE = Polynomial.number(1)


@lru_cache(maxsize=1 << 13)
def floor_divided(dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    """`⌊dividend/divisor⌋`.

    >>> h = Polynomial.leaf("H")
    >>> floor_divided(h.scaled(2) + Polynomial.number(3), Polynomial.number(2)) == h + _ONE
    True
    """
    if not divisor.terms:
        return atom("//", dividend, divisor)
    if divisor.is_number:
        return _by_number(dividend, divisor.constant)
    dividend, divisor, _ = _reduced(dividend, divisor)
    if divisor.is_number:
        return _by_number(dividend, divisor.constant)
    whole, rest = _split(dividend, divisor)
    return whole + _floor(rest, divisor)


def ceil_divided(dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    """`⌈dividend/divisor⌉`."""
    return floor_divided(dividend.scaled(-1), divisor).scaled(-1)


@lru_cache(maxsize=1 << 13)
def remainder(dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    """What is left of `dividend`, with the sign of `divisor`, as in Python."""
    if not divisor.terms:
        return atom("%", dividend, divisor)
    if not _reads_well(divisor):
        return remainder(dividend.scaled(-1), divisor.scaled(-1)).scaled(-1)
    dividend, divisor, factor = _reduced(dividend, divisor)
    if divisor.is_number:
        return _remainder_by_number(dividend, divisor.constant) * factor
    rest = _split(dividend, divisor)[1]
    if lower(rest) >= 0 and lower(divisor - rest) >= 1:
        return rest * factor
    return _known("%", rest, divisor) * factor


def _reduced(dividend: Polynomial, divisor: Polynomial) -> tuple[Polynomial, Polynomial, Polynomial]:
    """Dividend and divisor without their common factors, and the product of these."""
    common = common_factors([dividend, divisor])
    number = gcd(dividend.content(), divisor.content())
    factor = Polynomial({common: number})
    dividend, divisor = _without(dividend, factor), _without(divisor, factor)
    if len(divisor.terms) > 1:
        for part in factored(divisor)[2]:
            smaller = quotient(dividend, part)
            if smaller is not None:
                dividend, divisor, factor = smaller, _without(divisor, part), factor * part
    return dividend, divisor, factor


def _without(polynomial: Polynomial, factor: Polynomial) -> Polynomial:
    result = quotient(polynomial, factor)
    assert result is not None
    return result


def _split(dividend: Polynomial, divisor: Polynomial) -> tuple[Polynomial, Polynomial]:
    """The terms that `divisor` divides, already divided, and the others."""
    whole = quotient(dividend, divisor)
    if whole is not None:
        return whole, Polynomial({})
    if len(divisor.terms) > 1:
        return Polynomial({}), dividend
    ((factors, number),) = divisor.terms.items()
    divided, others = dict[Monomial, int](), dict[Monomial, int]()
    for term, count in dividend.terms.items():
        rest = without(term, factors)
        if rest is None or count % number:
            others[term] = count
        else:
            divided[rest] = count // number
    return Polynomial(divided), Polynomial(others)


def _floor(dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    """`⌊dividend/divisor⌋` for a divisor with unknowns that shares no factor with the dividend."""
    if not dividend.terms:
        return dividend
    if not _reads_well(divisor):
        dividend, divisor = dividend.scaled(-1), divisor.scaled(-1)
    if not _reads_well(dividend):
        return _rounded("ceil", dividend.scaled(-1), divisor).scaled(-1)
    return _rounded("//", dividend, divisor)


def _rounded(operator: AtomOperator, dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    positive = lower(divisor) >= 1
    if operator == "//" and lower(dividend) >= 0 and lower(divisor - dividend) >= 1:
        return Polynomial({})
    inner = dividend.only_factor
    if positive and isinstance(inner, Atom) and inner.operator == operator:
        # ⌊⌊x/a⌋/b⌋ is ⌊x/(a·b)⌋ for any a, but only if b is positive.
        again = floor_divided if operator == "//" else ceil_divided
        return again(inner.operands[0], inner.operands[1] * divisor)
    if positive and operator == "//" and dividend.constant == -1:
        return ceil_divided(dividend + _ONE, divisor) - _ONE
    if positive and operator == "ceil" and dividend.constant == 1:
        return floor_divided(dividend - _ONE, divisor) + _ONE
    return _known(operator, dividend, divisor)


def _by_number(dividend: Polynomial, divisor: int) -> Polynomial:
    """`⌊dividend/divisor⌋` for a number that is not 0."""
    if divisor < 0:
        dividend, divisor = dividend.scaled(-1), -divisor
    whole = {term: n // divisor for term, n in dividend.terms.items() if n % divisor == 0 or not term}
    rest = {term: n for term, n in dividend.terms.items() if n % divisor and term}
    return Polynomial(whole) + _fraction(Polynomial(rest), dividend.constant % divisor, divisor)


def _fraction(dividend: Polynomial, shift: int, divisor: int) -> Polynomial:
    """`⌊(dividend + shift)/divisor⌋`, with 0 ≤ shift < divisor, of a dividend without a constant."""
    common = gcd(dividend.content(), divisor)
    dividend, divisor, shift = dividend.divided(common), divisor // common, shift // common
    if not dividend.terms or divisor == 1:
        return dividend
    if not _reads_well(dividend):
        # ⌊−x/k⌋ is −⌈x/k⌉, which is −⌊(x + k − 1)/k⌋.
        return _fraction(dividend.scaled(-1), divisor - 1 - shift, divisor).scaled(-1)
    dividend = dividend + Polynomial.number(shift)
    floors = [term[0] for term, count in dividend.terms.items() if count == 1 and len(term) == 1 and _is_floor(term[0])]
    if len(floors) == 1:
        (floor,) = floors
        (inner, by), outside = floor.operands, dividend - Polynomial.leaf(floor)
        # ⌊(⌊x/a⌋ + c)/k⌋ is ⌊(x + a·c)/(a·k)⌋, whatever the sign of a.
        if by.is_number or not outside.terms:
            return floor_divided(inner + outside * by, by.scaled(divisor))
    return _known("//", dividend, Polynomial.number(divisor))


def _is_floor(unknown: Hashable) -> TypeGuard[Atom]:
    return isinstance(unknown, Atom) and unknown.operator == "//"


def _remainder_by_number(dividend: Polynomial, divisor: int) -> Polynomial:
    """`dividend mod divisor`, for a positive number that shares no factor with the dividend."""
    terms: dict[Monomial, int] = {}
    inner = Polynomial({})
    for term, count in dividend.terms.items():
        match term:
            case (Atom("%", (operand, by)),) if by.is_number and by.constant and by.constant % divisor == 0:
                inner = inner + operand.scaled(count)
            case _:
                terms[term] = _least_remainder(count, divisor) if term else count % divisor
    if inner.terms:
        return remainder(Polynomial(terms) + inner, Polynomial.number(divisor))
    rest = Polynomial(terms)
    low, high = interval(rest)
    if low >= 0 and high < divisor:
        return rest
    if gcd(rest.content(), divisor) > 1:
        return remainder(rest, Polynomial.number(divisor))
    return _known("%", rest, Polynomial.number(divisor))


def _least_remainder(number: int, divisor: int) -> int:
    """The remainder of `number` that is nearest to 0: −1 is shorter than 7."""
    rest = number % divisor
    return rest - divisor if 2 * rest > divisor else rest


def _known(operator: AtomOperator, dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    """The atom, or its value if the bounds leave only one."""
    result = atom(operator, dividend, divisor)
    low, high = interval(result)
    return Polynomial.number(int(low)) if low == high else result


def _reads_well(polynomial: Polynomial) -> bool:
    """Whether the first term with unknowns, or else the number, is positive."""
    first = min(polynomial.terms, key=degree_order)
    return polynomial.terms[first] > 0


def recombined(polynomial: Polynomial) -> Polynomial:
    """A sum in which rounded parts that belong together are one.

    `k·⌊x/k⌋ + (x mod k)` is `x`, `x − k·⌊x/k⌋` is `x mod k`, and `x − ⌊x/2⌋` is `⌈x/2⌉`.
    """
    if len(polynomial.terms) < 2:
        return polynomial
    for unknown in polynomial.unknowns():
        if isinstance(unknown, Atom) and unknown.operator in ("//", "%"):
            for other in _other_forms(unknown):
                shorter = _replaced(polynomial, unknown, other)
                if len(shorter.terms) < len(polynomial.terms):
                    return recombined(shorter)
    return polynomial


def _other_forms(unknown: Atom) -> list[tuple[int, Polynomial]]:
    """Numbers and polynomials with number · unknown = polynomial."""
    dividend, divisor = unknown.operands
    if unknown.operator == "%":
        return [(1, dividend - divisor * floor_divided(dividend, divisor))]
    if not divisor.is_number or divisor.constant <= 1:
        return []
    forms = [(divisor.constant, dividend - remainder(dividend, divisor))]
    if divisor.constant == 2:
        forms.append((1, dividend - ceil_divided(dividend, divisor)))
    return forms


def _replaced(polynomial: Polynomial, unknown: Atom, form: tuple[int, Polynomial]) -> Polynomial:
    """`polynomial` with the other form of `unknown` in its terms, where their coefficients allow it."""
    number, other = form
    terms, inside = dict[Monomial, int](), dict[Monomial, int]()
    for term, count in polynomial.terms.items():
        rest = without(term, (unknown,))
        if rest is None or count % number:
            terms[term] = count
        else:
            inside[rest] = count // number
    return Polynomial(terms) + Polynomial(inside) * other
