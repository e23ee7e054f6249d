"""Norms take axes that are there."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)
shapes = st.lists(st.integers(1, 4), max_size=4).map(tuple)
axes = st.one_of(st.none(), st.integers(-4, 3), st.lists(st.integers(-4, 3), min_size=1, max_size=3))


@given(shape=shapes, dim=axes, keepdim=st.booleans())
@examples
def test_norms_of_vectors_take_what_torch_takes(oracle, meta, shape, dim, keepdim):
    if isinstance(dim, list) and 1 in shape:
        return  # torch does not mind an axis of size 1 twice
    oracle.function(torch.linalg.vector_norm, meta(shape), dim=dim, keepdim=keepdim)
    oracle.function(torch.norm, meta(shape), dim=dim, keepdim=keepdim)


@given(shape=shapes, dim=axes, order=st.sampled_from([None, 2]), keepdim=st.booleans())
@examples
def test_the_norm_of_linalg_takes_what_torch_takes(oracle, meta, shape, dim, order, keepdim):
    oracle.function(torch.linalg.norm, meta(shape), order, dim=dim, keepdim=keepdim)


@given(shape=shapes, dim=st.one_of(st.none(), st.tuples(st.integers(-4, 3), st.integers(-4, 3))))
@examples
def test_norms_of_matrices_take_what_torch_takes(oracle, meta, shape, dim):
    oracle.function(torch.linalg.matrix_norm, meta(shape), **({} if dim is None else {"dim": dim}))


def refusal(op, shape, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, {"input": shape}, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_an_axis_that_is_not_there_is_told():
    assert refusal("norm", (4, 5), dim=2) == ("a dim from -2 to 1, as its input has 2 axes", "2")


def test_an_axis_twice_is_told():
    assert refusal("linalg_vector_norm", (4, 5), dim=(0, -2)) == ("2 axes in dim, each once", "axis 0 twice")


def test_an_order_without_axes_is_told():
    words = refusal("linalg_norm", (4, 5, 6), ord=2)
    assert words == ("an input with 2 or 1 axes as ord is given without dim", "3")


def test_too_many_axes_are_told():
    assert refusal("linalg_norm", (4, 5, 6), dim=(0, 1, 2)) == ("1 or 2 axes in dim", "3")
    assert refusal("linalg_matrix_norm", (4, 5, 6), dim=(0,)) == ("2 axes in dim", "1")
