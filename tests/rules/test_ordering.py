"""Sorted, first and running entries of an axis."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import AxisProblem, Call, Conflict, judge

examples = settings(max_examples=50, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


shapes = st.lists(st.integers(0, 4), max_size=3).map(tuple)
axis = st.integers(-4, 3)


@given(shapes, st.integers(-1, 5), axis, st.booleans())
@examples
def test_the_first_entries_are_those_that_torch_takes(cpu_oracle, meta, shape, k, dim, keepdim):
    cpu_oracle.function(torch.topk, meta(shape), k, dim)
    cpu_oracle.function(torch.kthvalue, meta(shape), k, dim, keepdim=keepdim)


@given(st.lists(st.integers(1, 4), max_size=3).map(tuple), axis)
@examples
def test_what_runs_along_an_axis_takes_what_torch_takes(cpu_oracle, meta, shape, dim):
    cpu_oracle.function(torch.argsort, meta(shape), dim)
    cpu_oracle.function(torch.cummax, meta(shape), dim)
    cpu_oracle.function(torch.cummin, meta(shape), dim)
    cpu_oracle.function(torch.msort, meta(shape))


@given(st.lists(st.integers(1, 4), max_size=3).map(tuple), st.integers(-1, 4).filter(bool), axis)
@examples
def test_differences_take_what_torch_takes(oracle, meta, shape, n, dim):
    oracle.function(torch.diff, meta(shape), n, dim)


def test_more_than_there_are_is_told():
    verdict = judge(Call("topk", {"input": (32, 10)}, {"k": 20}))
    assert (verdict.expects, verdict.gets) == ("at least 20 in axis 1 of its input (for k=20)", "10")
    assert verdict.problems == [AxisProblem("input", 1, 20, 10)]
    assert verdict.outputs == [(32, 20), (32, 20)]


def test_an_axis_that_is_not_there_is_told():
    words = refusal("argsort", {"input": (32, 10)}, dim=2)
    assert words == ("a dim from -2 to 1, as its input has 2 axes", "2")


def test_the_smallest_but_none_is_told():
    assert refusal("kthvalue", {"input": (32, 10)}, k=0) == ("a k of at least 1", "0")
