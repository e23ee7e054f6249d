"""Pairs of numbers and complex numbers are views of each other."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=40, derandomize=True, deadline=None)
shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)


@given(shape=shapes)
@examples
def test_complex_numbers_become_pairs_as_in_torch(oracle, meta, shape):
    oracle.function(torch.view_as_real, meta(shape, torch.complex64))


@given(shape=shapes)
@examples
def test_pairs_become_complex_numbers_as_in_torch(oracle, meta, shape):
    oracle.function(torch.view_as_complex, meta(shape))


@given(shape=shapes)
@examples
def test_ravel_makes_one_axis_as_in_torch(oracle, meta, shape):
    oracle.function(torch.ravel, meta(shape))


def test_a_last_axis_that_is_no_pair_is_told():
    verdict = judge(Call("view_as_complex", {"input": (8, 3)}))
    assert isinstance(verdict, Conflict)
    assert (verdict.expects, verdict.gets) == ("2 in the last axis of its input (real and imaginary part)", "3")
