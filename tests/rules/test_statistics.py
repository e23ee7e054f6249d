"""Reductions to two tensors, to quantiles and to counts."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=60, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


shapes = st.lists(st.integers(1, 3), max_size=3).map(tuple)
axis = st.integers(-4, 3)


@given(shapes, st.none() | axis, st.booleans())
@examples
def test_pairs_of_statistics_take_what_torch_takes(oracle, meta, shape, dim, keepdim):
    oracle.function(torch.std_mean, meta(shape), dim=dim, keepdim=keepdim)
    oracle.function(torch.var_mean, meta(shape), dim=dim, keepdim=keepdim)
    oracle.function(torch.count_nonzero, meta(shape), dim)
    oracle.function(torch.aminmax, meta(shape), dim=dim, keepdim=keepdim)


def test_whether_the_variance_is_unbiased_is_no_axis(oracle, meta):
    oracle.function(torch.std_mean, meta((2, 3)), False)


@given(shapes, st.none() | axis, st.booleans(), st.sampled_from([(), (1,), (3,), (2, 2)]))
@examples
def test_quantiles_take_what_torch_takes(cpu_oracle, meta, shape, dim, keepdim, q):
    cpu_oracle.function(torch.quantile, meta(shape), meta(q), dim, keepdim=keepdim)
    cpu_oracle.function(torch.nanquantile, meta(shape), 0.5, dim, keepdim=keepdim)


def test_a_matrix_of_quantiles_is_told():
    assert refusal("quantile", {"input": (9,), "q": (2, 2)}) == ("a q with 1 or 0 axes", "2")


def test_an_axis_that_is_not_there_is_told():
    words = refusal("var_mean", {"input": (32, 10)}, dim=2)
    assert words == ("a dim from -2 to 1, as its input has 2 axes", "2")
