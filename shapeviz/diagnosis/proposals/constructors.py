"""Proposals for constructors that refuse their numbers before any tensor comes: heads, groups, projections.

Of two numbers one must divide the other. The one that a person passed is wanted; the one that was left to its
default, or that merely divides the other up, follows it. So the divisor is changed, and it is changed at the call
that passed the other number.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.layers import ARGUMENTS, argument, called_class
from shapeviz.diagnosis.proposals.settings import Setting, settings
from shapeviz.diagnosis.proposals.told_divisions import told_divisions
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import ARGUMENT_VALUE, LAYER_OPTION, NUANCE

MOST_DIVISORS = 3
PER_NAME = 0.01
PER_RANK = 0.1  # a further divisor is hardly another idea
_SPLITTING = frozenset({"view", "reshape", "unflatten"})
# Which argument must be divisible by which.
_DIVISIONS = (
    ("embed_dim", "num_heads"),
    ("d_model", "nhead"),
    ("num_channels", "num_groups"),
    ("in_channels", "groups"),
    ("out_channels", "groups"),
)


@dataclass(frozen=True, slots=True)
class Division:
    """Two expressions, the first of which is worth no multiple of the second, and who minds that."""

    whole: ast.expr
    divisor: ast.expr
    names: tuple[str, str]
    whole_value: int
    divisor_value: int
    who: str

    @property
    def reason(self) -> str:
        """What is refused."""
        return (
            f"{self.who} needs {self.names[0]} to be a multiple of {self.names[1]}, "
            f"but {self.whole_value} is no multiple of {self.divisor_value}."
        )


def propose(case: Case) -> Iterator[Proposal]:
    """Another divisor, and another number to be divided, where they are written and wherever they come from."""
    yield from distinct(_proposals(case))


def _proposals(case: Case) -> Iterator[Proposal]:
    values = Values.of(case)
    refused = case.node is None or case.conflict is None
    for division in [*(_refused(case, values) if refused else ()), *_uneven_splits(case, values)]:
        yield from _other_divisors(case, values, division)
        yield from _other_wholes(case, values, division)
    if refused:
        yield from told_divisions(case, values)


def _refused(case: Case, values: Values) -> Iterator[Division]:
    """The arguments of constructors in the failing line that do not divide."""
    for call in _constructors_in_line(case):
        for names in _DIVISIONS:
            whole, divisor = (argument(call, name) for name in names)
            if whole is not None and divisor is not None:
                yield from _uneven(values, whole, divisor, names, called_class(call))


def _uneven_splits(case: Case, values: Values) -> Iterator[Division]:
    """The divisions with a rest among the sizes that a failing view or reshape splits an axis into."""
    expression = case.expression(case.node) if case.node is not None and case.node.op in _SPLITTING else None
    if not isinstance(expression, ast.Call):
        return
    seen: set[ast.expr] = set()
    for written in [*expression.args, *(keyword.value for keyword in expression.keywords)]:
        for place in values.places(written):
            found = place.node
            if isinstance(found, ast.BinOp) and isinstance(found.op, ast.FloorDiv) and found not in seen:
                seen.add(found)
                names = values.text(found.left), values.text(found.right)
                yield from _uneven(values, found.left, found.right, names, who(case.node) if case.node else "")


def _uneven(
    values: Values, whole: ast.expr, divisor: ast.expr, names: tuple[str, str], user: str
) -> Iterator[Division]:
    for number in sorted(values.numbers(whole)):
        for parts in sorted(values.numbers(divisor)):
            if parts > 0 and number % parts:
                yield Division(whole, divisor, names, number, parts, user)


def _constructors_in_line(case: Case) -> list[ast.Call]:
    return [call for call in case.calls_in_line() if called_class(call) in ARGUMENTS]


def _other_divisors(case: Case, values: Values, division: Division) -> Iterator[Proposal]:
    passed = _lines_of_whole(values, division)
    for rank, divisor in enumerate(nearest_divisors(division.whole_value, division.divisor_value)):
        for setting in settings(values, division.divisor, division.divisor_value, divisor):
            weight = LAYER_OPTION if setting.line in passed or not setting.distance else ARGUMENT_VALUE
            yield _proposal(case, division, setting, division.names[1], weight - rank * PER_RANK)


def _lines_of_whole(values: Values, division: Division) -> set[int]:
    """The lines in which the divided number is written."""
    found = settings(values, division.whole, division.whole_value, 0)
    return {setting.line for setting in found if not setting.added}


def _other_wholes(case: Case, values: Values, division: Division) -> Iterator[Proposal]:
    below = division.whole_value // division.divisor_value * division.divisor_value
    for rank, whole in enumerate((below + division.divisor_value, below)):
        for setting in settings(values, division.whole, division.whole_value, whole) if whole else ():
            yield _proposal(case, division, setting, division.names[0], ARGUMENT_VALUE - NUANCE - rank * PER_NAME)


def _proposal(case: Case, division: Division, setting: Setting, name: str, weight: float) -> Proposal:
    reason = f"{division.reason} {setting.sentence}"
    edits = edits_of(case.source, setting.change)
    return Proposal(f"Set {setting.name or name} to {setting.new}", edits, reason, weight - PER_NAME * setting.distance)


def nearest_divisors(number: int, wanted: int) -> list[int]:
    """The divisors of a number that are nearest to another, as ratios; of two as near the larger.

    >>> nearest_divisors(1024, 12)
    [16, 8, 32]
    """
    divisors = [divisor for divisor in range(2, number) if number % divisor == 0] or [1]
    return sorted(divisors, key=lambda divisor: (max(divisor / wanted, wanted / divisor), -divisor))[:MOST_DIVISORS]
