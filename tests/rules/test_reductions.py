"""Reductions take away axes that are there."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


shapes = st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple)
axis = st.integers(-4, 3)


@pytest.mark.parametrize("function", [torch.softmax, torch.log_softmax, torch.cumsum, torch.logcumsumexp, torch.sort])
@given(shapes, axis)
@settings(max_examples=40, derandomize=True, deadline=None)
def test_what_runs_along_an_axis_takes_what_torch_takes(cpu_oracle, meta, function, shape, dim):
    # The meta device takes a softmax along an axis that is not there.
    cpu_oracle.function(function, meta(shape), dim)


@pytest.mark.parametrize("function", [torch.sum, torch.mean, torch.amax, torch.std, torch.logsumexp, torch.all])
@given(shapes, st.lists(axis, min_size=1, max_size=3), st.booleans())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_a_reduction_takes_what_torch_takes(oracle, meta, function, shape, dims, keepdim):
    oracle.function(function, meta(shape), dim=tuple(dims), keepdim=keepdim)


@pytest.mark.parametrize(
    "function", [torch.argmax, torch.max, torch.min, torch.median, torch.mode, torch.prod, torch.any]
)
@given(st.lists(st.integers(0, 3), max_size=3).map(tuple), axis, st.booleans())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_a_reduction_of_one_axis_takes_what_torch_takes(cpu_oracle, meta, function, shape, dim, keepdim):
    # The meta device finds a maximum of nothing.
    if 0 in shape and function in (torch.median, torch.mode):
        return  # what the middle of nothing is differs between devices
    cpu_oracle.function(function, meta(shape), dim, keepdim=keepdim)


@pytest.mark.parametrize("function", [torch.sum, torch.mean, torch.max, torch.argmax, torch.std])
def test_without_an_axis_all_are_reduced(oracle, meta, function):
    oracle.function(function, meta((2, 3)))


def test_the_larger_of_two_tensors_broadcasts(oracle, meta):
    oracle.function(torch.max, meta((2, 3)), meta((3,)))
    oracle.function(torch.max, meta((2, 3)), meta((4,)))


def test_an_axis_that_is_not_there_is_told():
    words = refusal("softmax", {"input": (32, 10)}, dim=2)
    assert words == ("a dim from -2 to 1, as its input has 2 axes", "2")


def test_the_largest_of_nothing_is_told():
    words = refusal("argmax", {"input": (32, 0)}, dim=1)
    assert words == ("at least 1 in axis 1 of its input", "0")
