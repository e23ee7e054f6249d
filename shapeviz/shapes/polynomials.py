"""Polynomials with whole coefficients: the normal form in which expressions of sizes are computed and compared.

Their unknowns are leaves (whatever hashable thing stands for a size) and atoms: what is no sum and no product, such
as `⌊H/2⌋`. Two expressions with the same polynomial have the same value at all sizes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import gcd
from typing import Any, Literal

Monomial = tuple[Hashable, ...]  # its factors in their order, a square twice
AtomOperator = Literal["//", "ceil", "%", "min", "max", "**", "+"]

# A product with more terms than this is not multiplied out.
MOST_TERMS = 128


class Polynomial:
    """A sum of products; immutable.

    >>> h = Polynomial.leaf("H")
    >>> (h + Polynomial.number(1)) * h == h * h + h
    True
    """

    __slots__ = ("_hash", "terms")

    def __init__(self, terms: Mapping[Monomial, int]) -> None:
        self.terms: dict[Monomial, int] = {factors: count for factors, count in terms.items() if count}
        self._hash: int | None = None

    @classmethod
    def number(cls, value: int) -> Polynomial:
        return cls({(): value})

    @classmethod
    def leaf(cls, leaf: Hashable) -> Polynomial:
        """The polynomial that is one leaf, or one atom."""
        return cls({(leaf,): 1})

    @property
    def constant(self) -> int:
        """The term without unknowns."""
        return self.terms.get((), 0)

    @property
    def is_number(self) -> bool:
        return not self.terms or (len(self.terms) == 1 and () in self.terms)

    @property
    def only_factor(self) -> Hashable | None:
        """The leaf or atom that this polynomial is, if it is one."""
        if len(self.terms) != 1:
            return None
        ((factors, count),) = self.terms.items()
        return factors[0] if count == 1 and len(factors) == 1 else None

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Polynomial) -> Polynomial:
        terms = dict(self.terms)
        for factors, count in other.terms.items():
            terms[factors] = terms.get(factors, 0) + count
        return Polynomial(terms)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + other.scaled(-1)

    def __mul__(self, other: Polynomial) -> Polynomial:
        if self.is_number or other.is_number:
            return self.scaled(other.constant) if other.is_number else other.scaled(self.constant)
        if len(self.terms) * len(other.terms) > MOST_TERMS:
            return _closed(self) * _closed(other)
        terms: dict[Monomial, int] = {}
        for left, left_count in self.terms.items():
            for right, right_count in other.terms.items():
                factors = tuple(sorted(left + right, key=order))
                terms[factors] = terms.get(factors, 0) + left_count * right_count
        return Polynomial(terms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polynomial) and self.terms == other.terms

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def scaled(self, number: int) -> Polynomial:
        return Polynomial({factors: count * number for factors, count in self.terms.items()})

    def divided(self, number: int) -> Polynomial:
        """Each coefficient divided by `number`, rounded down."""
        return Polynomial({factors: count // number for factors, count in self.terms.items()})

    def content(self) -> int:
        """The largest number that divides every coefficient; 0 of nothing."""
        return gcd(*self.terms.values())

    def unknowns(self) -> list[Hashable]:
        """The leaves and atoms that are its factors, in their order."""
        return sorted({factor for factors in self.terms for factor in factors}, key=order)


@dataclass(frozen=True, slots=True)
class Atom:
    """What is computed of polynomials and is none itself; `+` is a sum that is not multiplied out."""

    operator: AtomOperator
    operands: tuple[Polynomial, ...]


def atom(operator: AtomOperator, *operands: Polynomial) -> Polynomial:
    return Polynomial.leaf(Atom(operator, operands))


def total(polynomials: Iterable[Polynomial]) -> Polynomial:
    terms: Counter[Monomial] = Counter()
    for polynomial in polynomials:
        terms.update(polynomial.terms)
    return Polynomial(terms)


def quotient(dividend: Polynomial, divisor: Polynomial) -> Polynomial | None:
    """The polynomial that `divisor` must be multiplied with to give `dividend`, if there is one.

    >>> n, h = Polynomial.leaf("N"), Polynomial.leaf("H")
    >>> quotient(n * h + n, h + Polynomial.number(1)) == n
    True
    """
    if not divisor.terms:
        return None
    lead = _leading(divisor)
    count = divisor.terms[lead]
    rest, terms = dividend, dict[Monomial, int]()
    while rest.terms:
        first = _leading(rest)
        factors = without(first, lead)
        if factors is None or rest.terms[first] % count or len(terms) > MOST_TERMS:
            return None
        terms[factors] = rest.terms[first] // count
        rest = rest - Polynomial({factors: terms[factors]}) * divisor
    return Polynomial(terms)


def without(monomial: Monomial, factors: Monomial) -> Monomial | None:
    """`monomial` divided by `factors`, or None where they do not divide it."""
    rest = list(monomial)
    for factor in factors:
        if factor not in rest:
            return None
        rest.remove(factor)
    return tuple(rest)


def common_factors(polynomials: Iterable[Polynomial]) -> Monomial:
    """The leaves and atoms that are factors of every term of all these polynomials."""
    monomials = [Counter(factors) for polynomial in polynomials for factors in polynomial.terms]
    common = monomials[0] if monomials else Counter[Hashable]()
    for monomial in monomials[1:]:
        common = common & monomial
    return tuple(sorted(common.elements(), key=order))


def _closed(polynomial: Polynomial) -> Polynomial:
    return polynomial if len(polynomial.terms) == 1 else atom("+", polynomial)


def _leading(polynomial: Polynomial) -> Monomial:
    return min(polynomial.terms, key=degree_order)


# Sizes are named in the order in which the axes of a tensor usually stand.
_USUAL_ORDER = "NBCDHWTLSEF"


def degree_order(monomial: Monomial) -> Any:
    """A key by which longer products come first, and equally long ones in the order of their factors."""
    return -len(monomial), [order(factor) for factor in monomial]


@lru_cache(maxsize=1 << 14)
def order(factor: Hashable) -> tuple[Any, ...]:
    """A key by which leaves come before atoms, `N` before `C` before `H` before `W`, and `x[2]` before `x[10]`."""
    if isinstance(factor, Atom):
        leaves = sorted({_first_leaf(operand) for operand in factor.operands if not operand.is_number})
        return 1, tuple(leaves), factor.operator, tuple(polynomial_order(operand) for operand in factor.operands)
    name = factor if isinstance(factor, str) else repr(factor)
    usual = _USUAL_ORDER.find(name[0]) if re.fullmatch(r"[A-Z]\d*", name) else -1
    pieces = re.split(r"(\d+)", name)
    natural = tuple(int(piece) if place % 2 else piece for place, piece in enumerate(pieces))
    return 0, usual if usual >= 0 else len(_USUAL_ORDER), natural, type(factor).__name__


def _first_leaf(polynomial: Polynomial) -> tuple[Any, ...]:
    first = order(polynomial.unknowns()[0])
    return first if first[0] == 0 else (first[1] or (first,))[0]


def polynomial_order(polynomial: Polynomial) -> tuple[Any, ...]:
    return tuple(sorted((len(factors), tuple(map(order, factors)), n) for factors, n in polynomial.terms.items()))
