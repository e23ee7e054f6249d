"""Comparisons of sizes, solved as far as whole numbers of 1 or more allow: `29 < 2·⌊H/2⌋` is `H ≥ 30`."""

from __future__ import annotations

from math import inf
from typing import Any

from shapeviz.shapes.bounds import interval, lower
from shapeviz.shapes.division import recombined
from shapeviz.shapes.factoring import factored
from shapeviz.shapes.normal_form import expression, polynomial
from shapeviz.shapes.polynomials import Atom, Polynomial, degree_order

_ONE = Polynomial.number(1)

Solved = tuple[Any, ...] | bool


def simplified_comparison(sign: str, left: Any, right: Any) -> Solved:
    """A comparison as a person would write it, or a bool; see `simplified_condition`."""
    difference = _without_known_signs(recombined(polynomial(left) - polynomial(right)))
    if sign in ("<", "<="):
        return _at_most(difference, -1 if sign == "<" else 0)
    low, high = interval(difference)
    if low > 0 or high < 0 or _never_zero(difference):
        return sign == "!="
    if low == high:
        return sign == "=="
    if sign == "!=" and (low, high) == (0, inf):
        return _at_most(difference.scaled(-1), -1)
    if sign == "!=" and (low, high) == (-inf, 0):
        return _at_most(difference, -1)
    return _equation(sign, difference)


def _without_known_signs(difference: Polynomial) -> Polynomial:
    """What is compared with 0, without the factors that are known to be positive or negative."""
    number, factors, sums = factored(difference)
    result = Polynomial.number(number)
    for factor in [*map(Polynomial.leaf, factors), *sums]:
        low, high = interval(factor)
        if high < 0:
            result = result.scaled(-1)
        elif low <= 0:
            result = result * factor
    return result


def _never_zero(polynomial: Polynomial) -> bool:
    """Whether all terms but the number have a divisor that it does not have."""
    content = _variable(polynomial).content()
    return content > 0 and polynomial.constant % content != 0


def _variable(polynomial: Polynomial) -> Polynomial:
    return polynomial - Polynomial.number(polynomial.constant)


def _equation(sign: str, difference: Polynomial) -> Solved:
    """`difference == 0` or `!= 0`.

    A number that equals a product stays as it is: the 3136 of `16·⌊H/2⌋·⌊W/2⌋ = 3136` stands in the code, 196 does not.
    """
    variable = _variable(difference)
    only = variable.unknowns()
    if not difference.constant or all(_sides(variable)) or (len(only) == 1 and not isinstance(only[0], Atom)):
        difference = difference.divided(difference.content())
    if difference.terms[min(difference.terms, key=degree_order)] < 0:
        difference = difference.scaled(-1)
    return (sign, *map(expression, _sides(difference)))


def _at_most(polynomial: Polynomial, number: int) -> Solved:
    """`polynomial <= number`."""
    low, high = interval(polynomial)
    if high <= number or low > number:
        return high <= number
    variable = _variable(polynomial)
    content = variable.content()
    number = (number - polynomial.constant) // content
    polynomial = variable.divided(content)
    solved = _solved(polynomial, number)
    if solved is not None:
        return solved
    difference = polynomial - Polynomial.number(number)
    for compared, most in ((polynomial, number), (difference, 0)):
        factor = _without_known_signs(compared)
        if most in (-1, 0) and factor != compared:
            return _at_most(factor, most)
    if lower(difference) == 0:
        return _equation("==", difference)
    if number == -1 and all(_sides(polynomial)):
        return ("<", *map(expression, _sides(polynomial)))
    return ("<=", *map(expression, _sides(difference)))


def _sides(difference: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Two sums of terms with positive numbers, whose difference this is; a number alone may be negative."""
    positive = {factors: count for factors, count in difference.terms.items() if count > 0}
    negative = {factors: -count for factors, count in difference.terms.items() if count < 0}
    return Polynomial(positive), Polynomial(negative)


def _solved(polynomial: Polynomial, number: int) -> Solved | None:
    """`polynomial <= number` where that is a condition on what stands inside its only term."""
    if len(polynomial.terms) != 1:
        return None
    ((factors, count),) = polynomial.terms.items()
    if len(factors) == 1 and isinstance(factors[0], Atom):
        return _most(factors[0], number) if count == 1 else _least(factors[0], -number)
    if count == -1 and number == -1 and all(lower(Polynomial.leaf(factor)) >= 0 for factor in factors):
        return joined("and", [_at_most(Polynomial({(factor,): -1}), -1) for factor in factors])
    return None


def _most(atom: Atom, number: int) -> Solved | None:
    """`atom <= number`."""
    match atom:
        case Atom("//", (dividend, divisor)) if divisor.is_number and divisor.constant > 0:
            return _at_most(dividend, divisor.constant * (number + 1) - 1)
        case Atom("min" | "max" as operator, operands):
            return joined("or" if operator == "min" else "and", [_at_most(each, number) for each in operands])
        case _:
            return None


def _least(atom: Atom, number: int) -> Solved | None:
    """`atom >= number`."""
    match atom:
        case Atom("//", (dividend, divisor)) if divisor.is_number and divisor.constant > 0:
            return _at_most(dividend.scaled(-1), -divisor.constant * number)
        case Atom("min" | "max" as operator, operands):
            parts = [_at_most(each.scaled(-1), -number) for each in operands]
            return joined("and" if operator == "min" else "or", parts)
        case _:
            return None


def joined(operator: str, parts: list[Solved]) -> Solved:
    """Conditions joined by `and` or `or`, without those that decide nothing; a bool if one decides it all."""
    deciding = operator == "or"
    if any(part is deciding for part in parts):
        return deciding
    kept: list[tuple[Any, ...]] = []
    for part in parts:
        if not isinstance(part, bool):
            inner = part[1:] if part[0] == operator else (part,)
            kept += [condition for condition in inner if condition not in kept]
    if len(kept) < 2:
        return kept[0] if kept else not deciding
    return (operator, *kept)
