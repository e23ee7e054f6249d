"""The same elements in another shape."""

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


@pytest.mark.parametrize("function", [torch.Tensor.view, torch.reshape])
@given(data=st.data())
@examples
def test_a_reshape_takes_what_torch_takes(oracle, meta, data, function):
    shape = data.draw(st.lists(st.sampled_from([0, 1, 2, 3, 4, 6]), max_size=3).map(tuple))
    sizes = data.draw(st.lists(st.sampled_from([-1, 0, 1, 2, 3, 4, 6]), max_size=3).map(tuple))
    oracle.function(function, meta(shape), sizes)


@given(data=st.data())
@examples
def test_a_reshape_of_factors_takes_what_torch_takes(oracle, meta, data):
    shape = data.draw(st.permutations([2, 3, 4]).map(tuple))
    sizes = data.draw(st.sampled_from([(6, 4), (-1, 12), (24,), (2, -1, 2), (5, -1), (-1, 7), (3, 3), (-1,)]))
    oracle.function(torch.Tensor.view, meta(shape), *sizes)
    oracle.function(torch.Tensor.view_as, meta(shape), meta(tuple(abs(size) for size in sizes)))


@given(data=st.data())
@examples
def test_flatten_takes_what_torch_takes(oracle, meta, data):
    shape = data.draw(st.lists(st.integers(0, 3), max_size=4).map(tuple))
    start, end = data.draw(st.integers(-4, 4)), data.draw(st.integers(-4, 4))
    oracle.function(torch.flatten, meta(shape), start, end)
    oracle.module(lambda: torch.nn.Flatten(start, end), meta(shape))


@given(data=st.data())
@examples
def test_unflatten_takes_what_torch_takes(oracle, meta, data):
    shape = data.draw(st.lists(st.sampled_from([1, 2, 6, 12]), min_size=1, max_size=3).map(tuple))
    sizes = data.draw(st.lists(st.sampled_from([-1, 1, 2, 3, 4]), min_size=1, max_size=3).map(tuple))
    oracle.function(torch.unflatten, meta(shape), data.draw(st.integers(-3, 3)), sizes)


def test_sizes_with_another_product_are_told():
    words = refusal("view", {"input": (1, 16, 32, 32)}, shape=(1, 3136))
    assert words == ("an input of 3136 elements (= 1 × 3136)", "16384 (= 1 × 16 × 32 × 32)")


def test_an_image_goes_on_with_the_height_and_width_that_fit():
    verdict = judge(Call("view", {"input": (1, 16, 32, 32)}, {"shape": (1, 3136)}))
    assert isinstance(verdict, Conflict)
    assert verdict.expected_shapes == {"input": (1, 16, 14, 14)}
    assert verdict.outputs == [(1, 3136)]


def test_sizes_that_do_not_divide_are_told():
    words = refusal("view", {"input": (4, 16, 6, 6)}, shape=(-1, 400))
    assert words == ("an input of a multiple of 400 elements (for sizes -1 × 400)", "2304 (= 4 × 16 × 6 × 6)")


def test_the_batch_is_kept_where_one_size_is_open():
    verdict = judge(Call("view", {"input": (4, 16, 6, 6)}, {"shape": (-1, 400)}))
    assert isinstance(verdict, Conflict)
    assert verdict.outputs == [(4, 400)]


def test_two_open_sizes_are_told():
    assert refusal("view", {"input": (4, 6)}, shape=(-1, -1)) == ("at most one size of -1", "2")


def test_an_axis_that_is_not_there_is_told():
    words = refusal("flatten", {"input": (784,)}, start_dim=1)
    assert words == ("a start_dim from -1 to 0, as its input has 1 axis", "1")


def test_an_axis_that_does_not_split_is_told():
    words = refusal("unflatten", {"input": (4, 100)}, dim=1, sizes=(16, -1))
    assert words == ("a multiple of 16 in axis 1 of its input (for sizes 16 × -1)", "100")
