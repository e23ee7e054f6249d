"""A constructor that refuses a number which comes a long way: the error tells it, and the source passes it once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from math import gcd

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced
from shapeviz.diagnosis.proposals.layers import argument, called_class
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import ARGUMENT_VALUE, LAYER_OPTION, NUANCE

_REFUSED = re.compile(r"num_channels \((\d+)\) must be divisible by num_groups \((\d+)\)")


def told_divisions(case: Case, values: Values) -> Iterator[Proposal]:
    """Channels that the groups divide, where they are passed; or groups that divide the channels, in each such norm."""
    found = _REFUSED.search(case.mismatch.error.text) if case.mismatch.error is not None else None
    norm = next((call for call in case.calls_in_line() if called_class(call) == "GroupNorm"), None)
    if found is None or norm is None:
        return
    channels, groups = int(found[1]), int(found[2])
    written = argument(norm, "num_channels")
    if written is None or channels in values.numbers(written):
        return
    reason = f"GroupNorm needs num_channels to be a multiple of num_groups, but {channels} is no multiple of {groups}."
    passed = _passed(case, channels)
    if len(passed) == 1:
        wanted = -(-channels // groups) * groups
        edits = edits_of(case.source, replaced(case.source, passed[0], str(wanted)))
        yield Proposal(f"Pass {wanted} in place of {channels}", edits, reason, ARGUMENT_VALUE)
    alike = _groups_beside(case, norm, groups)
    fewer = gcd(channels, groups)
    if alike and fewer > 1:
        edits = edits_of(case.source, *(replaced(case.source, number, str(fewer)) for number in alike))
        yield Proposal(f"Make {fewer} groups", edits, reason, LAYER_OPTION - NUANCE)


def _passed(case: Case, number: int) -> list[ast.expr]:
    """Where a number is written as an argument of a call."""
    given = [value for call in case.calls for value in (*call.args, *(keyword.value for keyword in call.keywords))]
    return [value for value in given if isinstance(value, ast.Constant) and value.value == number]


def _groups_beside(case: Case, norm: ast.Call, groups: int) -> list[ast.expr]:
    """The numbers of groups of all norms that the same function makes; none if one of them is not written there."""
    around = case.function_of(norm)
    norms = [call for call in case.calls if called_class(call) == "GroupNorm" and case.function_of(call) is around]
    written = [argument(call, "num_groups") for call in norms]
    return [number for number in written if isinstance(number, ast.Constant) and number.value == groups]
