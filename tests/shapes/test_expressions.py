"""Expressions of sizes: simplified to what a person would write, and never to another value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.shapes.expression_text import expression_text, formula_text
from shapeviz.shapes.expressions import bounds, evaluated, leaves, simplified, substituted

NAMES = ("N", "H", "W")
CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "expressions.json").read_text(encoding="utf-8"))


def operations(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    binary = st.tuples(st.sampled_from(["-", "//", "%", "ceil"]), inner, inner)
    many = st.builds(
        lambda operator, operands: (operator, *operands),
        st.sampled_from(["+", "*", "min", "max"]),
        st.lists(inner, min_size=2, max_size=4),
    )
    return binary | many | st.tuples(st.just("**"), inner, st.integers(0, 3))


EXPRESSIONS = st.recursive(st.sampled_from(NAMES) | st.integers(-9, 9), operations, max_leaves=12)
SIZES = st.fixed_dictionaries({name: st.integers(1, 40) for name in NAMES})


def tuples(value: Any) -> Any:
    """A JSON value with tuples in place of lists."""
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def text(expression: Any) -> str:
    return expression_text(simplified(expression))


def windows(size: Any, kernel: int, stride: int, padding: int) -> Any:
    """How many windows of a convolution or a pooling fit, as torch's documentation has it."""
    return ("+", ("//", ("-", ("+", size, 2 * padding), kernel), stride), 1)


@settings(max_examples=400)
@given(EXPRESSIONS, st.lists(SIZES, min_size=1, max_size=8))
def test_simplifying_keeps_the_value_at_any_sizes(expression, many_sizes) -> None:
    shorter = simplified(expression)
    low, high = bounds(expression)
    for sizes in many_sizes:
        try:
            value = evaluated(expression, sizes)
        except ZeroDivisionError:
            continue
        assert evaluated(shorter, sizes) == value
        assert (low is None or low <= value) and (high is None or value <= high)


@pytest.mark.parametrize("case", CASES["expressions"], ids=lambda case: case["text"])
def test_what_is_simplified_stays_as_it_is(case) -> None:
    expression = tuples(case["expression"])
    assert simplified(simplified(expression)) == simplified(expression)


@pytest.mark.parametrize("case", CASES["expressions"], ids=lambda case: case["text"])
def test_the_fixture_that_the_page_shares_holds_here(case) -> None:
    expression = tuples(case["expression"])
    assert expression_text(expression) == case["text"]
    for point in case["cases"]:
        if point["value"] is None:
            with pytest.raises(ZeroDivisionError):
                evaluated(expression, point["sizes"])
        else:
            assert evaluated(expression, point["sizes"]) == point["value"]


def test_a_chain_of_strided_windows_is_one_division() -> None:
    size: Any = "H"
    for kernel, stride, padding in [(7, 2, 3), (3, 2, 1), (3, 1, 1), (3, 2, 1), (1, 1, 0), (3, 2, 1), (3, 2, 1)]:
        size = simplified(windows(size, kernel, stride, padding))
    assert size == ("ceil", "H", 32)
    assert simplified(windows(windows(windows("H", 2, 2, 0), 2, 2, 0), 2, 2, 0)) == ("//", "H", 8)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (windows("H", 3, 1, 1), "H"),
        (windows("H", 5, 2, 0), "⌈H/2⌉ − 2"),
        (("//", ("+", ("*", 2, "H"), 3), 2), "H + 1"),
        (("//", ("*", 3, "H"), 2), "⌊3·H/2⌋"),
        (("//", ("-", 0, "H"), 2), "−⌈H/2⌉"),
        (("//", ("//", "L", "N"), "S"), "⌊L/(N·S)⌋"),
        (("//", ("-", ("+", "L", "S"), 1), "S"), "⌈L/S⌉"),
        (("//", ("-", "L", 1), "L"), "0"),
        (("//", ("*", "N", "C", "H", "W"), "N"), "C·H·W"),
        (("//", ("*", "N", "L", "C"), ("*", "N", "L")), "C"),
        (("//", ("*", 16, ("//", "H", 2), ("//", "W", 2), "N"), "N"), "16·⌊H/2⌋·⌊W/2⌋"),
        (("//", ("+", ("*", "N", "L", "C"), ("*", "N", "C")), ("+", "L", 1)), "N·C"),
        (("//", ("*", "N", "L"), ("*", 2, "N")), "⌊L/2⌋"),
        (("*", ("//", "H", 2), 2), "2·⌊H/2⌋"),
        (("+", ("*", 2, ("//", "H", 2)), ("%", "H", 2)), "H"),
        (("-", "H", ("*", 2, ("//", "H", 2))), "(H mod 2)"),
        (("-", "H", ("//", "H", 2)), "⌈H/2⌉"),
        (("+", "L", ("%", ("-", 0, "L"), 8)), "8·⌈L/8⌉"),
    ],
)
def test_divisions_read_as_a_person_would_write_them(expression, wanted) -> None:
    assert text(expression) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (("%", ("*", 8, "L"), 4), "0"),
        (("%", ("+", ("*", 9, "L"), 12), 8), "((L + 4) mod 8)"),
        (("%", ("-", 8, ("%", "L", 8)), 8), "(−L mod 8)"),
        (("%", ("+", ("*", "L", "S"), "N"), "S"), "(N mod S)"),
        (("%", ("*", 2, "L"), 4), "2·(L mod 2)"),
        (("%", "L", ("+", "L", 1)), "L"),
        (("%", "L", -8), "−(−L mod 8)"),
    ],
)
def test_remainders_lose_what_the_divisor_divides(expression, wanted) -> None:
    assert text(expression) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (("*", "W", "H", 2, "C", "N"), "2·N·C·H·W"),
        (("*", "seq_len", 4, "batch_size"), "4·batch_size·seq_len"),
        (("+", "x[10]", "x[2]"), "x[2] + x[10]"),
        (("+", 1, ("-", 0, "H"), "W"), "W − H + 1"),
        (("-", 8, "H"), "8 − H"),
        (("*", ("-", "W", 4), ("-", "H", 4), "N", 16), "16·N·(H − 4)·(W − 4)"),
        (("*", ("-", ("//", "H", 4), 3), ("-", ("//", "W", 4), 3)), "(⌊H/4⌋ − 3)·(⌊W/4⌋ − 3)"),
        (("*", ("+", "H", 1), ("-", "H", 1)), "(H + 1)·(H − 1)"),
        (("+", ("*", "N", "L"), "N"), "N·(L + 1)"),
        (("*", "N", ("-", 8, "H")), "N·(8 − H)"),
        (("**", "H", 2), "H·H"),
        (("**", 2, "L"), "2^L"),
        (("-", ("*", ("+", "H", 1), "W"), ("*", "H", "W")), "W"),
    ],
)
def test_sums_and_products_stand_in_their_usual_order(expression, wanted) -> None:
    assert text(expression) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (("max", ("-", "L", 1), 0), "L − 1"),
        (("min", "L", ("+", "L", 3)), "L"),
        (("min", 512, "L", ("min", 600, "L")), "min(L, 512)"),
        (("max", 3, "L", 7), "max(L, 7)"),
        (("min", "L", ("//", "L", 2)), "⌊L/2⌋"),
        (("max", ("*", "H", "W"), "H"), "H·W"),
    ],
)
def test_the_smallest_and_the_largest_are_decided_where_they_can_be(expression, wanted) -> None:
    assert text(expression) == wanted


def test_a_product_too_long_to_multiply_out_stays_a_product() -> None:
    shorter = simplified(("**", ("+", *"abcdef"), 8))
    assert len(str(shorter)) < 5000  # all 1287 terms would take 60,000 characters
    assert evaluated(shorter, dict.fromkeys("abcdef", 2)) == 12**8


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("L", (1, None)),
        (("-", 3, "L"), (None, 2)),
        (("%", "L", 8), (0, 7)),
        (("//", ("+", "L", 7), 8), (1, None)),
        (("-", ("*", "H", "W"), "H"), (0, None)),
        (("-", "L", ("//", "L", 2)), (1, None)),
        (("//", "L", ("-", "S", 1)), (None, None)),
        (("min", "L", 512), (1, 512)),
        (("-", 5, 2), (3, 3)),
    ],
)
def test_bounds_hold_for_sizes_of_1_or_more(expression, wanted) -> None:
    assert bounds(expression) == wanted


def test_leaves_may_be_anything_hashable() -> None:
    a, b = ("x", 0), frozenset({3})
    expression = ("*", a, ("+", b, 2), ("//", a, 2))
    assert leaves(expression) == {a, b}
    assert evaluated(simplified(expression), {a: 6, b: 1}) == 54
    assert substituted(expression, {a: ("*", 2, "N"), b: 1}.__getitem__) == ("*", 6, "N", "N")


def test_a_division_by_zero_has_no_value_and_a_missing_size_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        evaluated(simplified(("%", "L", ("-", "S", "S"))), {"L": 1, "S": 1})
    with pytest.raises(ZeroDivisionError):
        evaluated(("**", "L", ("-", 0, "L")), {"L": 1})
    with pytest.raises(KeyError):
        evaluated("L", {})


def test_a_shape_is_written_with_crosses() -> None:
    formula = ("N", 16, ("+", ("//", "H", 2), -1), "W")
    assert formula_text(formula) == "N × 16 × (⌊H/2⌋ − 1) × W"
    assert formula_text(formula, tight=True) == "N×16×(⌊H/2⌋ − 1)×W"
    assert formula_text(()) == formula_text((), tight=True) == "scalar"
