"""Products behind a polynomial: `H·W − 4·H − 4·W + 16` is what a person would write as `(H − 4)·(W − 4)`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache

from shapeviz.shapes.polynomials import Monomial, Polynomial, common_factors, degree_order, order, quotient, without

# A coefficient with more divisors than it is worth trying has no linear factor that a person would have written.
_LARGEST_CONSTANT = 1 << 20


@lru_cache(maxsize=1 << 12)
def factored(polynomial: Polynomial) -> tuple[int, Monomial, tuple[Polynomial, ...]]:
    """A number, leaves and atoms, and sums, whose product is `polynomial`.

    Sums are split where each factor has unknowns of its own, and where a factor is linear in a single unknown.
    """
    if polynomial.is_number:
        return polynomial.constant, (), ()
    content = polynomial.content()
    common = common_factors([polynomial])
    terms = {without(factors, common) or (): count // content for factors, count in polynomial.terms.items()}
    sums: list[Polynomial] = []
    for part in _parts(Polynomial(terms)):
        sign = _sign(part)
        content *= sign
        if not part.is_number:
            sums.append(part.scaled(sign))
    return content, common, tuple(sorted(sums, key=lambda part: [order(unknown) for unknown in part.unknowns()]))


def _sign(polynomial: Polynomial) -> int:
    """The sign of the first term, so that `H − 2` and `2 − H` count as the same factor."""
    return 1 if polynomial.terms[min(polynomial.terms, key=degree_order)] > 0 else -1


def _parts(polynomial: Polynomial) -> Iterator[Polynomial]:
    """Polynomials whose product is a polynomial without a common factor in its terms."""
    unknowns = polynomial.unknowns()
    if len(polynomial.terms) >= 4:
        for unknown in unknowns if len(unknowns) > 1 else ():
            split = _split(polynomial, unknown)
            if split:
                yield from _linear_parts(split[0], unknown)
                yield from _parts(split[1])
                return
    if len(unknowns) == 1:
        yield from _linear_parts(polynomial, unknowns[0])
    else:
        yield polynomial


def _split(polynomial: Polynomial, unknown: Hashable) -> tuple[Polynomial, Polynomial] | None:
    """A factor with no other unknown than this one, and one without it, if `polynomial` is their product."""
    by_power: dict[int, dict[Monomial, int]] = {}
    for factors, count in polynomial.terms.items():
        power = factors.count(unknown)
        others = tuple(factor for factor in factors if factor != unknown)
        by_power.setdefault(power, {})[others] = count
    if len(by_power) < 2:
        return None
    rest = Polynomial(next(iter(by_power.values())))
    rest = rest.divided(rest.content() * _sign(rest))
    counts: dict[Monomial, int] = {}
    for power, terms in by_power.items():
        ratio = quotient(Polynomial(terms), rest)
        if ratio is None or not ratio.is_number:
            return None
        counts[(unknown,) * power] = ratio.constant
    return Polynomial(counts), rest


def _linear_parts(polynomial: Polynomial, unknown: Hashable) -> Iterator[Polynomial]:
    """Factors of a polynomial of one unknown: the linear ones with whole coefficients, and what is left."""
    degree = max(len(factors) for factors in polynomial.terms)
    leading = polynomial.terms[(unknown,) * degree]
    if degree >= 2 and 0 < abs(polynomial.constant) <= _LARGEST_CONSTANT and abs(leading) <= _LARGEST_CONSTANT:
        for slope in _divisors(leading):
            for shift in _divisors(polynomial.constant):
                for signed in (shift, -shift):
                    line = Polynomial({(unknown,): slope, (): signed})
                    rest = quotient(polynomial, line)
                    if rest is not None:
                        yield line
                        yield from _linear_parts(rest, unknown)
                        return
    yield polynomial


def _divisors(number: int) -> Iterator[int]:
    """The positive divisors of a number, in order; only small ones and their counterparts are looked for."""
    size = abs(number)
    small = [divisor for divisor in range(1, min(size, 1024) + 1) if size % divisor == 0 and divisor * divisor <= size]
    yield from small
    yield from (size // divisor for divisor in reversed(small) if divisor * divisor != size)
