"""From expressions to polynomials and back: what makes two ways of writing a size the same."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from shapeviz.shapes.division import ceil_divided, floor_divided, recombined, remainder
from shapeviz.shapes.extremes import extreme
from shapeviz.shapes.factoring import factored
from shapeviz.shapes.polynomials import Atom, Monomial, Polynomial, atom, degree_order, total

_LARGEST_EXPONENT = 16
_OPERATORS = frozenset({"+", "-", "*", "//", "%", "ceil", "min", "max", "**"})


def is_operation(expression: object) -> bool:
    """Whether an expression is an operator with its operands, rather than a number or a leaf."""
    return isinstance(expression, tuple) and len(expression) >= 3 and expression[0] in _OPERATORS


@lru_cache(maxsize=1 << 14)
def polynomial(expression: Any) -> Polynomial:
    """The polynomial that an expression is."""
    if isinstance(expression, int):
        return Polynomial.number(int(expression))
    if not is_operation(expression):
        return Polynomial.leaf(expression)
    operator, *operands = expression
    first, *others = [polynomial(operand) for operand in operands]
    match operator:
        case "+":
            return recombined(total([first, *others]))
        case "-":
            return recombined(first - others[0])
        case "*":
            for other in others:
                first = first * other
            return first
        case "//":
            return floor_divided(first, others[0])
        case "%":
            return remainder(first, others[0])
        case "ceil":
            return ceil_divided(first, others[0])
        case "**":
            return _power(first, others[0])
        case _:
            return extreme(operator, [first, *others])


def _power(base: Polynomial, exponent: Polynomial) -> Polynomial:
    if not exponent.is_number or not 0 <= exponent.constant <= _LARGEST_EXPONENT:
        return atom("**", base, exponent)
    result = Polynomial.number(1)
    for _ in range(exponent.constant):
        result = result * base
    return result


@lru_cache(maxsize=1 << 14)
def expression(polynomial: Polynomial) -> Any:
    """A polynomial as a person would write it: with its factors, where it is a product."""
    number, factors, sums = factored(polynomial)
    written = [_sum(part) for part in sums]
    if number < 0:
        number, written = _with_sign_inside(number, sums, written)
    operands = [*([number] if number != 1 else []), *map(_factor, factors), *written]
    if not operands:
        return 1
    if number == -1 and not factors and len(sums) == 1:
        return _sum(polynomial)
    return operands[0] if len(operands) == 1 else ("*", *operands)


def _with_sign_inside(number: int, sums: tuple[Polynomial, ...], written: list[Any]) -> tuple[int, list[Any]]:
    """The sign moved into a sum of terms of both signs: `N·(8 − H)` rather than `−N·(H − 8)`."""
    for place, part in enumerate(sums):
        if min(part.terms.values()) < 0:
            return -number, [*written[:place], _sum(part.scaled(-1)), *written[place + 1 :]]
    return number, written


def _sum(polynomial: Polynomial) -> Any:
    """Positive terms before negative ones, and the constant last, unless it is all that is positive."""
    terms = sorted(polynomial.terms.items(), key=lambda term: (term[1] < 0, degree_order(term[0])))
    variable = [_product(factors, count) for factors, count in terms if factors]
    constant = [polynomial.constant] if polynomial.constant else []
    positive = terms[0][1] > 0 and terms[0][0]
    written = [*variable, *constant] if positive or polynomial.constant < 0 else [*constant, *variable]
    return written[0] if len(written) == 1 else ("+", *written)


def _product(factors: Monomial, count: int) -> Any:
    operands = [*([count] if count != 1 else []), *map(_factor, factors)]
    return operands[0] if len(operands) == 1 else ("*", *operands)


def _factor(factor: Hashable) -> Any:
    """A leaf as it is, an atom as an operation."""
    if not isinstance(factor, Atom):
        return factor
    operands = [expression(operand) for operand in factor.operands]
    if factor.operator == "+":
        return operands[0]
    if factor.operator == "//":
        dividend, divisor = factor.operands
        if divisor.is_number and divisor.constant > 1 and dividend.constant == divisor.constant - 1:
            return ("ceil", expression(dividend - Polynomial.number(dividend.constant)), divisor.constant)
    return (factor.operator, *operands)
