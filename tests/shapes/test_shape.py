"""The arithmetic of shapes, against torch where torch has it."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from shapeviz.shapes.shape import broadcast, product, replaced

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
