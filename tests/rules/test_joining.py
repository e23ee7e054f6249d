"""Joined tensors agree in every axis that is not joined."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import AxisProblem, Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@examples
def test_cat_takes_what_torch_takes(cpu_oracle, near, meta, data):
    # The meta device fails on tensors without axes with an error of its own.
    shape = data.draw(st.lists(st.integers(1, 3), max_size=3).map(tuple))
    tensors = [meta(data.draw(near(shape))) for _ in range(data.draw(st.integers(1, 3)))]
    cpu_oracle.function(torch.cat, tensors, data.draw(st.integers(-4, 3)))


@given(data=st.data())
@examples
def test_stack_takes_what_torch_takes(oracle, near, meta, data):
    shape = data.draw(st.lists(st.integers(1, 3), max_size=3).map(tuple))
    tensors = [meta(data.draw(near(shape))) for _ in range(data.draw(st.integers(1, 3)))]
    oracle.function(torch.stack, tensors, dim=data.draw(st.integers(-5, 4)))


def test_sizes_that_differ_are_told():
    words = refusal("cat", {"tensors": [(1, 64, 54, 54), (1, 64, 55, 54)]}, dim=1)
    assert words == ("tensors that agree in every axis but dim=1", "54 and 55 in axis 2")


def test_sizes_that_differ_in_two_axes_are_told():
    words = refusal("cat", {"tensors": [(1, 64, 54, 54), (1, 64, 55, 55)]}, dim=1)
    assert words == ("tensors that agree in every axis but dim=1", "54 × 54 and 55 × 55 in axes 2 and 3")


def test_the_odd_one_out_is_the_one_at_fault():
    verdict = judge(Call("cat", {"tensors": [(2, 5), (2, 4), (2, 4)]}))
    assert isinstance(verdict, Conflict)
    assert verdict.problems == [AxisProblem("tensors[0]", 1, 4, 5)]
    assert verdict.outputs == [(6, 4)]


def test_different_numbers_of_axes_are_told():
    words = refusal("cat", {"tensors": [(4, 10), (4,)]}, dim=1)
    assert words == ("tensors with the same number of axes", "2 and 1")


def test_an_axis_that_is_not_there_is_told():
    words = refusal("cat", {"tensors": [(4, 10), (4, 10)]}, dim=2)
    assert words == ("a dim from -2 to 1, as its tensors have 2 axes", "2")


def test_single_numbers_are_told():
    assert refusal("cat", {"tensors": [(), ()]}) == ("tensors with at least 1 axis", "single numbers")


def test_stacked_shapes_that_differ_are_told():
    words = refusal("stack", {"tensors": [(3, 4), (3, 5), (3, 4)]})
    assert words == ("tensors of equal shape", "(3, 4) and (3, 5)")
