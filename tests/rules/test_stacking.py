"""Rows, columns and layers are joined where they fit."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import AxisProblem, Call, Conflict, judge

examples = settings(max_examples=60, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


STACKS = [torch.hstack, torch.vstack, torch.dstack, torch.column_stack]


@pytest.mark.parametrize("function", STACKS)
@given(data=st.data())
@examples
def test_stacks_take_what_torch_takes(cpu_oracle, near, meta, function, data):
    shape = data.draw(st.lists(st.integers(1, 3), max_size=4).map(tuple))
    tensors = [meta(data.draw(near(shape))) for _ in range(data.draw(st.integers(1, 3)))]
    cpu_oracle.function(function, tensors)


@pytest.mark.parametrize("function", [torch.atleast_1d, torch.atleast_2d, torch.atleast_3d])
@given(shape=st.lists(st.integers(0, 3), max_size=4).map(tuple))
@settings(max_examples=20, derandomize=True, deadline=None)
def test_axes_are_put_in_as_torch_does(oracle, meta, function, shape):
    oracle.function(function, meta(shape))
    oracle.function(function, meta(shape), meta(()))


def test_rows_of_different_lengths_are_told_in_their_own_axis():
    verdict = judge(Call("vstack", {"tensors": [(2, 5), (4,), (1, 5)]}))
    assert (verdict.expects, verdict.gets) == ("tensors that agree in every axis but dim=0", "5 and 4 in axis 1")
    assert verdict.problems == [AxisProblem("tensors[1]", 0, 5, 4)]
    assert verdict.outputs == [(4, 5)]


def test_columns_of_different_lengths_are_told():
    words = refusal("column_stack", {"tensors": [(5,), (5, 3), (4,)]})
    assert words == ("tensors that agree in every axis but dim=1", "5 and 4 in axis 0")
