"""Conditions on sizes: when a call fits, such as `H ≥ 30` or `embed_dim divisible by 8`.

A condition is a comparison (`==`, `!=`, `<` or `<=`, and two expressions) or `and` or `or` with conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import eq, le, lt, ne
from typing import Any

from shapeviz.shapes.comparisons import joined, simplified_comparison
from shapeviz.shapes.expression_text import divisor_text, expression_text
from shapeviz.shapes.expressions import evaluated, leaves

Condition = tuple[Any, ...]

_COMPARE: dict[str, Callable[[int, int], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le}
_SIGNS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤"}
_TURNED_SIGNS = {"==": "=", "!=": "≠", "<": ">", "<=": "≥"}


def holds(condition: Condition, sizes: Mapping[Any, int]) -> bool:
    """Whether a condition holds at these sizes of its leaves.

    As in Python, what stands behind the operand that decides an `and` or an `or` is not looked at.

    Raises
    ------
    ZeroDivisionError
        If an expression in it has no value.
    KeyError
        If the size of a leaf is missing.

    >>> holds(("<=", 30, "H"), {"H": 28})
    False
    """
    operator, *operands = condition
    if operator == "and":
        return all(holds(operand, sizes) for operand in operands)
    if operator == "or":
        return any(holds(operand, sizes) for operand in operands)
    left, right = operands
    return _COMPARE[operator](evaluated(left, sizes), evaluated(right, sizes))


def holds_at(condition: Condition, sizes: Mapping[Any, int]) -> bool:
    """Whether a condition holds at these sizes; it does not where it has no value, or a size is missing.

    >>> holds_at(("==", ("//", 4, "k"), 2), {"k": 2}), holds_at(("==", ("//", 4, "k"), 2), {"k": 0})
    (True, False)
    """
    try:
        return holds(condition, sizes)
    except (ZeroDivisionError, KeyError):
        return False


@lru_cache(maxsize=1 << 13)
def simplified_condition(condition: Condition) -> Condition | bool:
    """The condition as a person would write it, or a bool if it is the same whenever every leaf is 1 or more.

    It is as true as `condition` wherever that one's expressions have values.

    >>> simplified_condition(("<", 29, "H")), simplified_condition(("<=", ("//", "L", 2), "L"))
    (('<=', 30, 'H'), True)
    """
    operator, *operands = condition
    if operator not in ("and", "or"):
        return simplified_comparison(operator, *operands)
    return joined(operator, [simplified_condition(operand) for operand in operands])


def condition_leaves(condition: Condition) -> frozenset[Any]:
    """The leaves of the expressions in a condition.

    >>> sorted(condition_leaves(("and", ("<=", 2, "N"), ("==", "H", "W"))))
    ['H', 'N', 'W']
    """
    operator, *operands = condition
    inner = condition_leaves if operator in ("and", "or") else leaves
    return frozenset[Any]().union(*map(inner, operands))


def condition_text(condition: Condition) -> str:
    """A condition as text, with a number on its right side.

    >>> condition_text(("<=", 30, "H"))
    'H ≥ 30'
    >>> condition_text(("==", ("%", "embed_dim", 8), 0))
    'embed_dim divisible by 8'
    """
    operator, *operands = condition
    if operator in ("and", "or"):
        return f" {operator} ".join(_part_text(operand, operator) for operand in operands)
    left, right = operands
    if operator == "==" and right == 0 and isinstance(left, tuple) and left[0] == "%":
        return f"{expression_text(left[1])} divisible by {divisor_text(left[2])}"
    if isinstance(left, int) and not isinstance(right, int):
        return f"{expression_text(right)} {_TURNED_SIGNS[operator]} {expression_text(left)}"
    return f"{expression_text(left)} {_SIGNS[operator]} {expression_text(right)}"


def _part_text(part: Condition, around: str) -> str:
    mixed = part[0] in ("and", "or") and part[0] != around
    return f"({condition_text(part)})" if mixed else condition_text(part)
