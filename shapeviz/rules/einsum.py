"""Sums of products in Einstein's notation: axes with one letter have one size, letters left out are summed over."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from shapeviz.rules.arguments import with_rank
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule, item_name
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.wording import counted, listed
from shapeviz.shapes.shape import Shape, broadcast, replaced

OPERANDS = "operands"
STRICT = "strict_einsum"  # where an axis of size 1 does not stretch to the size of its letter elsewhere
_TERM = re.compile(r"([A-Za-z]*)(?:(\.\.\.)([A-Za-z]*))?")


class Term(NamedTuple):
    """The letters of one operand; with an ellipsis those of `after` follow it."""

    before: str
    after: str
    ellipsis: bool

    @property
    def letters(self) -> str:
        return self.before + self.after

    def axis(self, place: int, rank: int) -> int:
        """The axis of the letter at `place`, in an operand of that rank."""
        return place if place < len(self.before) else place + rank - len(self.letters)

    def __str__(self) -> str:
        return f"{self.before}{'...' if self.ellipsis else ''}{self.after}"


class Place(NamedTuple):
    """One axis of one operand that carries a letter."""

    operand: int
    axis: int
    size: int


def einsum(call: Call) -> Outcome:
    """One term of letters for each operand; after `->` the letters of the result, else those that come once."""
    shapes, equation = call.shapes(OPERANDS), call.attribute("equation")
    if not shapes or not isinstance(equation, str):
        return None
    inputs, result = _terms(equation)
    if len(inputs) != len(shapes):
        return Fault([], f"{counted(len(inputs), 'operand')} for its equation", str(len(shapes)))
    for index, (term, shape) in enumerate(zip(inputs, shapes, strict=True)):
        fault = _rank_fault(item_name(OPERANDS, index), term, shape)
        if fault is not None:
            return fault
    places = _places(inputs, shapes)
    stacks = [_stack(term, shape) for term, shape in zip(inputs, shapes, strict=True)]
    fault = _diagonal_fault(places, shapes) or _size_fault(places, shapes, strict=call.op == STRICT)
    fault = fault or _stack_fault(inputs, shapes, stacks)
    stack = broadcast(stacks)
    if fault is not None or stack is None:
        return fault
    sizes = {letter: _together(found) for letter, found in places.items()}
    before, after = ([sizes[letter] or 0 for letter in letters] for letters in (result.before, result.after))
    return Accept([(*before, *(stack if result.ellipsis else ()), *after)])


def letter_sizes(call: Call) -> dict[str, int]:
    """The size of each letter of a call that fits.

    >>> letter_sizes(Call("einsum", {"operands": [(4, 5), (5, 6)]}, {"equation": "ij,jk"}))
    {'i': 4, 'j': 5, 'k': 6}
    """
    shapes = call.shapes(OPERANDS)
    places = _places(_terms(call.attribute("equation"))[0], shapes)
    return {letter: size for letter, found in places.items() if (size := _together(found)) is not None}


def summed_sizes(call: Call) -> list[int]:
    """The sizes of the letters that a call that fits sums over.

    >>> summed_sizes(Call("einsum", {"operands": [(4, 5), (5, 6)]}, {"equation": "ij,jk->ik"}))
    [5]
    """
    result = _terms(call.attribute("equation"))[1]
    return [size for letter, size in letter_sizes(call).items() if letter not in result.letters]


def _terms(equation: str) -> tuple[list[Term], Term]:
    """The terms of the operands and that of the result.

    Raises
    ------
    ValueError
        If the equation is wrong whatever the operands are.
    """
    left, arrow, right = equation.replace(" ", "").partition("->")
    inputs = [_term(text) for text in left.split(",")]
    counts = Counter("".join(term.letters for term in inputs))
    if not arrow:
        once = "".join(sorted(letter for letter, count in counts.items() if count == 1))
        return inputs, Term("", once, True)
    result = _term(right)
    if set(result.letters) - set(counts) or len(set(result.letters)) < len(result.letters):
        raise ValueError(f"the result of {equation!r} takes letters that its operands do not have, or one twice")
    return inputs, result


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no term of an equation")
    before, dots, after = match.groups()
    return Term(before, after or "", dots is not None)


def _rank_fault(name: str, term: Term, shape: Shape) -> Fault | None:
    """The fault of an operand with more or fewer axes than its term has letters."""
    needed = len(term.letters)
    if len(shape) == needed or (term.ellipsis and len(shape) > needed):
        return None
    least = "at least " if term.ellipsis else ""
    expects = f"{name} with {least}{counted(needed, 'axis')} for its term '{term}'"
    problem = AxisProblem(name, None, needed, len(shape), "axes")
    return Fault([problem], expects, str(len(shape)), {name: with_rank(shape, needed)})


def _places(inputs: list[Term], shapes: list[Shape]) -> dict[str, list[Place]]:
    """Where each letter stands, in the order of the operands."""
    places: dict[str, list[Place]] = {}
    for index, (term, shape) in enumerate(zip(inputs, shapes, strict=True)):
        for place, letter in enumerate(term.letters):
            axis = term.axis(place, len(shape))
            places.setdefault(letter, []).append(Place(index, axis, shape[axis]))
    return places


def _diagonal_fault(places: dict[str, list[Place]], shapes: list[Shape]) -> Fault | None:
    """The fault of one letter at two axes of one operand whose sizes differ."""
    for letter, found in places.items():
        first: dict[int, Place] = {}
        for place in found:
            known = first.setdefault(place.operand, place)
            if known.size != place.size:
                return _disagreement(letter, place, known, shapes)
    return None


def _size_fault(places: dict[str, list[Place]], shapes: list[Shape], *, strict: bool) -> Fault | None:
    """The fault of a letter with two sizes. The last operand is taken to be right: it is mostly the weight."""
    for letter, found in places.items():
        if _together(found) is None or (strict and any(place.size != found[-1].size for place in found)):
            stretching = found if strict else [place for place in found if place.size != 1]
            wrong = next(place for place in stretching if place.size != stretching[-1].size)
            return _disagreement(letter, wrong, stretching[-1], shapes)
    return None


def _together(places: list[Place]) -> int | None:
    """The size of a letter, None if its axes do not fit."""
    sizes = broadcast((place.size,) for place in places)
    return None if sizes is None else sizes[0]


def _disagreement(letter: str, wrong: Place, right: Place, shapes: list[Shape]) -> Fault:
    both = sorted((wrong, right))
    axes = listed([f"axis {place.axis} of {item_name(OPERANDS, place.operand)}" for place in both])
    name = item_name(OPERANDS, wrong.operand)
    return Fault(
        [AxisProblem(name, wrong.axis, right.size, wrong.size)],
        f"one size for '{letter}' in {axes}",
        listed([place.size for place in both]),
        {name: replaced(shapes[wrong.operand], wrong.axis, right.size)},
    )


def _stack(term: Term, shape: Shape) -> Shape:
    """The axes that the ellipsis stands for."""
    return shape[len(term.before) : len(shape) - len(term.after)] if term.ellipsis else ()


def _stack_fault(inputs: list[Term], shapes: list[Shape], stacks: list[Shape]) -> Fault | None:
    """The fault of ellipses whose axes do not broadcast."""
    fault = broadcast_fault({item_name(OPERANDS, index): stack for index, stack in enumerate(stacks)})
    if fault is None:
        return None
    terms = {item_name(OPERANDS, index): pair for index, pair in enumerate(zip(inputs, shapes, strict=True))}
    problems = [
        replace(problem, axis=problem.axis + len(terms[problem.operand][0].before))
        for problem in fault.problems
        if problem.axis is not None
    ]
    mended: dict[str, Shape] = {}
    for name, stack in fault.mended.items():
        term, shape = terms[name]
        mended[name] = (*shape[: len(term.before)], *stack, *shape[len(shape) - len(term.after) :])
    return Fault(problems, "equal sizes (or 1) where '...' stands in its operands", fault.gets, mended)


RULES: dict[str, Rule] = dict.fromkeys(("einsum", STRICT), einsum)
