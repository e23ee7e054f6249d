"""A `Size` is an int in every respect, and knows how it was computed."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from shapeviz.shapes.size import Size, evaluate, expression_of, make_plain, plain

EXPRESSIONS = st.recursive(
    st.integers(1, 50) | st.just("n"),
    lambda inner: st.tuples(st.sampled_from(["+", "-", "*", "//", "%"]), inner, inner),
    max_leaves=6,
)


def compute(expression: Any, n: int) -> int:
    """The expression computed by Python itself, with `n` as the unknown."""
    if isinstance(expression, tuple):
        sign, left, right = expression
        return eval(f"a {sign} b", {"a": compute(left, n), "b": compute(right, n)})
    return n if expression == "n" else expression


@given(EXPRESSIONS, st.integers(1, 40), st.integers(1, 40))
def test_arithmetic_on_sizes_can_be_done_again_with_another_value(expression, then, now) -> None:
    try:
        recorded, wanted = compute(expression, Size(then, ("leaf",))), compute(expression, now)
    except ZeroDivisionError:
        return
    assert recorded == compute(expression, then)
    assert evaluate(expression_of(recorded), lambda leaf: now) == wanted


def test_a_size_is_an_int_to_whoever_uses_it() -> None:
    n = Size(4, "n")
    assert isinstance(n, int) and n == 4 and hash(n) == hash(4) and repr(n) == "4" and f"{n:>3}" == "  4"
    assert [10, 20, 30, 40, 50][n] == 50 and list(range(n)) == [0, 1, 2, 3]
    assert json.dumps({"n": n}) == '{"n": 4}'
    assert torch.zeros(n, n).shape == (4, 4) and np.zeros((n, 2)).shape == (4, 2)
    assert torch.nn.Linear(n, 2).in_features == 4


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))])
def test_a_copy_is_a_plain_int(copied) -> None:
    assert type(copied(Size(4, "n"))) is int


def test_arithmetic_with_anything_but_whole_numbers_is_that_of_int() -> None:
    n = Size(4, "n")
    assert n * 2.5 == 10.0 and 2.5 * n == 10.0 and n / 2 == 2.0 and type(n + True) is int
    assert (n * np.array([1, 2])).tolist() == [4, 8]
    assert (n + torch.ones(2)).tolist() == [5.0, 5.0] and (torch.ones(2) * n).tolist() == [4.0, 4.0]
    with pytest.raises(TypeError, match="unsupported operand"):
        n + "a"


def test_division_by_a_size_that_became_zero_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        evaluate(expression_of(12 // Size(4, "n")), lambda leaf: 0)


def test_plain_looks_into_tuples_and_lists() -> None:
    n = Size(4, "n")
    assert type(plain(n)) is int
    assert [type(item) for item in plain((n, n))] == [int, int]
    assert type(plain(torch.Size([n]))) is torch.Size and type(plain(torch.Size([n]))[0]) is int
    untouched = ("a", [1])
    assert plain(untouched) is untouched


def test_the_variables_of_a_namespace_become_plain() -> None:
    sizes = [Size(4, "n")]
    namespace = {"n": Size(4, "n"), "shape": (Size(2, "m"), 3), "sizes": sizes, "other": "x"}
    make_plain(namespace)
    assert type(namespace["n"]) is int and type(namespace["shape"][0]) is int
    assert namespace["sizes"] is sizes and type(sizes[0]) is int and namespace["other"] == "x"


def test_a_power_and_a_negative_are_remembered_too() -> None:
    n = Size(4, "n")
    assert [evaluate(expression_of(value), lambda leaf: 5) for value in (n**2, -n)] == [25, -5]
    assert (n**-1, n**0.5, pow(n, 2, 3)) == (0.25, 2.0, 1)
