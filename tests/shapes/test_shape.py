"""The arithmetic of shapes, against torch where torch has it."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from shapeviz.shapes.listening import comparisons_heard
from shapeviz.shapes.shape import broadcast, equal, product, replaced, stretched
from shapeviz.shapes.size import Size, expression_of
from shapeviz.shapes.unknown import Unknown

SHAPES = st.lists(st.integers(0, 4), max_size=4).map(tuple)


@given(SHAPES, SHAPES)
def test_shapes_broadcast_as_torch_broadcasts_them(left, right) -> None:
    try:
        expected = tuple(torch.broadcast_shapes(left, right))
    except RuntimeError:
        expected = None
    assert broadcast([left, right]) == expected


@given(SHAPES)
def test_the_product_is_the_number_of_elements(shape) -> None:
    assert product(shape) == torch.empty(shape).numel()


def test_an_axis_may_be_counted_from_the_end() -> None:
    assert replaced((4, 5, 6), 1, 9) == (4, 9, 6)
    assert replaced((4, 5, 6), -1, 9) == (4, 5, 9)


N, M, UNKNOWN = Size(4, "N"), Size(4, "M"), Size(4, Unknown())


@pytest.mark.parametrize(
    ("left", "right", "together", "heard"),
    [
        (1, N, "N", []),
        (N, M, "N", [("==", "N", "M")]),
        (N, 4, 4, [("==", "N", 4)]),
        (Size(1, "N"), M, "M", [("==", "N", 1)]),
        (Size(1, "N"), Size(1, "M"), "N", [("==", "N", "M")]),
        (Size(1, Unknown()), N, "N", [("!=", "N", 1)]),
        (Size(1, Unknown()), 4, 4, []),
    ],
)
def test_stretching_rests_on_as_little_as_can_be(left, right, together, heard) -> None:
    conditions = []
    with comparisons_heard(conditions.append):
        sizes = [stretched(left, right), stretched(right, left)]
    turned = [(sign, b, a) for sign, a, b in conditions]
    assert expression_of(sizes[0]) == together
    assert all(condition in conditions + turned for condition in heard)
    assert all(condition in heard or (condition[0], *condition[:0:-1]) in heard for condition in conditions)


def test_of_equal_sizes_the_one_that_says_most_is_taken() -> None:
    assert [equal(N, 4), equal(4, UNKNOWN), equal(UNKNOWN, N), equal(N * 2 // 2, N)] == [4, 4, 4, 4]
    assert [expression_of(size) for size in (equal(N, 4), equal(UNKNOWN, N), equal(N * 2 // 2, N))] == [4, "N", "N"]


def test_a_size_that_equals_an_unknown_one_must_not_be_the_one_that_stretches() -> None:
    conditions = []
    with comparisons_heard(conditions.append):
        assert expression_of(stretched(UNKNOWN, N)) == "N"
    assert ("!=", "N", 1) in conditions
