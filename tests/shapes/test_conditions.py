"""Conditions on sizes: solved and worded as a person would, and never with another truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.shapes.conditions import condition_leaves, condition_text, holds, holds_at, simplified_condition

CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "expressions.json").read_text(encoding="utf-8"))
NAMES = ("N", "H", "W")
UNKNOWNS = st.sampled_from(NAMES) | st.integers(-3, 30)
EXPRESSIONS = st.recursive(
    UNKNOWNS,
    lambda inner: st.tuples(st.sampled_from(["+", "-", "*", "//", "%", "ceil", "min", "max"]), inner, inner),
    max_leaves=5,
)
CONDITIONS = st.recursive(
    st.tuples(st.sampled_from(["==", "!=", "<", "<="]), EXPRESSIONS, EXPRESSIONS),
    lambda inner: st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    max_leaves=3,
)
SIZES = st.fixed_dictionaries({name: st.integers(1, 40) for name in NAMES})


def tuples(value: Any) -> Any:
    """A JSON value with tuples in place of lists."""
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def half(size: Any) -> Any:
    return ("//", size, 2)


@settings(max_examples=400)
@given(CONDITIONS, st.lists(SIZES, min_size=1, max_size=8))
def test_simplifying_keeps_the_truth_at_any_sizes(condition, many_sizes) -> None:
    shorter = simplified_condition(condition)
    for sizes in many_sizes:
        try:
            truth = holds(condition, sizes)
        except ZeroDivisionError:
            continue
        assert (shorter if isinstance(shorter, bool) else holds(shorter, sizes)) == truth


@pytest.mark.parametrize("case", CASES["conditions"], ids=lambda case: case["text"])
def test_the_fixture_that_the_page_shares_holds_here(case) -> None:
    condition = tuples(case["condition"])
    assert condition_text(condition) == case["text"]
    for point in case["cases"]:
        if point["holds"] is None:
            with pytest.raises(ZeroDivisionError):
                holds(condition, point["sizes"])
        else:
            assert holds(condition, point["sizes"]) is point["holds"]


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (("<", 29, "H"), "H ≥ 30"),
        (("<=", ("*", -1, "H"), -30), "H ≥ 30"),
        (("<=", "L", 512), "L ≤ 512"),
        (("<", "L", 513), "L ≤ 512"),
        (("!=", "N", 1), "N ≥ 2"),
        (("<", "N", 2), "N = 1"),
        (("==", 7, "E"), "E = 7"),
        (("==", ("*", 2, "H"), 56), "H = 28"),
        (("==", "M", ("+", "N", 0)), "N = M"),
        (("<", "S", "L"), "S < L"),
        (("<=", ("*", 4, "L"), ("+", ("*", 2, "S"), 7)), "2·L ≤ S + 3"),
        (("==", ("+", "H", 1), ("-", "W", 2)), "H + 3 = W"),
    ],
)
def test_a_comparison_is_solved_for_its_size(condition, wanted) -> None:
    assert condition_text(simplified_condition(condition)) == wanted


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (("<=", 1, ("//", "H", 32)), "H ≥ 32"),
        (("<", ("//", "H", 32), 1), "H ≤ 31"),
        (("<=", 2, ("ceil", "H", 32)), "H ≥ 33"),
        (("<", 0, ("-", half(("-", "H", 4)), 3)), "H ≥ 12"),
        (("<=", 1, ("*", "N", half("H"), half("W"))), "H ≥ 2 and W ≥ 2"),
        (("<=", ("max", "L", "S"), 10), "L ≤ 10 and S ≤ 10"),
        (("<=", 10, ("max", "L", "S")), "L ≥ 10 or S ≥ 10"),
        (("<=", ("min", "L", 512), 10), "L ≤ 10"),
        (("<=", 4, ("min", "L", "S")), "L ≥ 4 and S ≥ 4"),
    ],
)
def test_a_rounded_size_is_solved_for_what_is_rounded(condition, wanted) -> None:
    assert condition_text(simplified_condition(condition)) == wanted


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (("==", ("*", 16, half("H"), half("W")), 3136), "16·⌊H/2⌋·⌊W/2⌋ = 3136"),
        (("==", ("*", "N", "L"), ("*", "N", "S")), "L = S"),
        (("==", ("*", "N", "L"), ("*", 4, "E", "N")), "L = 4·E"),
        (("==", ("%", "embed_dim", 8), 0), "embed_dim divisible by 8"),
        (("==", ("*", ("//", "E", 8), 8), "E"), "E divisible by 8"),
        (("!=", ("%", "L", 8), 0), "(L mod 8) ≠ 0"),
        (("<=", ("*", "N", "L"), ("*", "N", 512)), "L ≤ 512"),
    ],
)
def test_equations_keep_the_numbers_of_the_code_and_lose_common_factors(condition, wanted) -> None:
    assert condition_text(simplified_condition(condition)) == wanted


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (("<=", half("L"), "L"), True),
        (("==", "N", "N"), True),
        (("<=", 1, ("*", "N", "L")), True),
        (("==", ("*", 2, "H"), 57), False),
        (("<", "L", 1), False),
        (("!=", ("+", "L", 1), "L"), True),
        (("==", ("//", ("*", "N", 3136), ("*", "N", 16)), 196), True),
        (("and", ("<=", 1, "L"), ("==", 3, 3)), True),
        (("and", ("<=", 9, "L"), ("==", 3, 4)), False),
        (("or", ("<=", 9, "L"), ("==", 3, 3)), True),
        (("or", ("<", "L", 1), ("==", 3, 4)), False),
    ],
)
def test_what_is_always_or_never_so_is_a_bool(condition, wanted) -> None:
    assert simplified_condition(condition) is wanted


def test_joined_conditions_lose_what_is_said_twice() -> None:
    condition = ("and", ("<=", 3, "N"), ("and", ("<", 2, "N"), ("<=", 0, "L")))
    assert simplified_condition(condition) == ("<=", 3, "N")
    either = ("or", ("==", "N", 1), ("or", ("==", "N", "M"), ("<", "N", 2)))
    assert simplified_condition(either) == ("or", ("==", "N", 1), ("==", "N", "M"))


def test_what_stands_behind_a_deciding_operand_is_not_looked_at() -> None:
    no_value = ("==", ("//", "L", ("-", "L", "L")), 1)
    assert holds(("or", ("==", "L", 3), no_value), {"L": 3})
    assert not holds(("and", ("==", "L", 4), no_value), {"L": 3})


def test_the_leaves_of_a_condition_are_those_of_its_expressions() -> None:
    assert condition_leaves(("or", ("==", ("*", "H", 2), "W"), ("<", ("x", 1), 3))) == {"H", "W", ("x", 1)}


@pytest.mark.parametrize(("divisor", "expected"), [(2, True), (1, False), (0, False)])
def test_a_condition_without_a_value_does_not_hold(divisor: int, expected: bool) -> None:
    assert holds_at(("==", ("//", 4, "k"), 2), {"k": divisor}) is expected


def test_a_condition_on_a_size_that_is_not_given_does_not_hold() -> None:
    assert not holds_at(("<=", 1, "H"), {"W": 4})
