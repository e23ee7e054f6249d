"""Diagonals lie in planes of two axes that are there."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=30, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)
axis = st.integers(-4, 3)
offset = st.integers(-5, 5)


@given(shapes, offset, axis, axis)
@examples
def test_diagonal_takes_what_torch_takes(oracle, meta, shape, offset, first, second):
    oracle.function(torch.diagonal, meta(shape), offset, first, second)
    oracle.function(torch.diag_embed, meta(shape), offset, first, second)


@given(shapes, offset)
@examples
def test_diagonals_of_matrices_take_what_torch_takes(oracle, meta, shape, offset):
    oracle.function(torch.diag, meta(shape), offset)
    oracle.function(torch.diagflat, meta(shape), offset)
    oracle.function(torch.trace, meta(shape))
    oracle.function(torch.tril, meta(shape), offset)
    oracle.function(torch.triu, meta(shape))


def test_a_stack_of_matrices_has_no_single_diagonal():
    assert refusal("diag", {"input": (2, 3, 3)}) == ("an input with 2 or 1 axes", "3")


def test_a_vector_has_no_triangle():
    assert refusal("triu", {"input": (5,)}) == ("an input with at least 2 axes", "1")


def test_a_plane_of_one_axis_is_told():
    words = refusal("diagonal", {"input": (3, 4)}, dim1=0, dim2=-2)
    assert words == ("two different axes in dim1 and dim2", "axis 0 twice")
