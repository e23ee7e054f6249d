"""Tensors are made in the sizes that are asked for."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_function

examples = settings(max_examples=60, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


T = torch.Tensor
sizes = st.lists(st.integers(-1, 4), max_size=3).map(tuple)


def agrees(function, *args, **kwargs):
    """The rule says of these arguments what torch does."""
    verdict = judge(bind_function(function, args, kwargs))
    try:
        result = function(*args, **kwargs)
    except RuntimeError:
        assert isinstance(verdict, Conflict), (args, kwargs, verdict)
    else:
        assert verdict == Accept([tuple(result.shape)]), (args, kwargs, verdict)


@given(sizes)
@examples
def test_sizes_are_taken_as_torch_takes_them(oracle, meta, size):
    for function in (torch.zeros, torch.ones, torch.empty, torch.rand, torch.randn):
        agrees(function, size)
    agrees(torch.full, size, 1.0)
    agrees(torch.randint, 5, size)
    agrees(torch.randint, 1, 5, size)
    agrees(T.new_zeros, torch.zeros(2), size)
    agrees(T.new_full, torch.zeros(2), size, 1.0)


def test_sizes_come_as_several_numbers_too():
    agrees(torch.zeros, 2, 3)
    agrees(torch.randn, 4)
    agrees(torch.rand, size=(2, 3))
    agrees(T.new_ones, torch.zeros(2), 5, 1)


number = st.integers(-5, 5)


@given(number, number, st.sampled_from([1, 2, 3, -1, -2, 0.5, 0.3]))
@examples
def test_rows_of_numbers_are_as_long_as_torch_makes_them(start, end, step):
    agrees(torch.arange, end)
    agrees(torch.arange, start, end)
    agrees(torch.arange, start, end, step)
    agrees(torch.linspace, 0, 1, end)
    agrees(torch.randperm, end)


@given(number, number, number)
@examples
def test_matrices_are_as_large_as_torch_makes_them(rows, columns, offset):
    agrees(torch.eye, rows)
    agrees(torch.eye, rows, columns)
    agrees(torch.tril_indices, rows, columns, offset)
    agrees(torch.triu_indices, rows, columns, offset)


@given(st.data())
@examples
def test_draws_broadcast_as_torch_says(oracle, near, meta, data):
    shape = data.draw(st.lists(st.integers(1, 3), max_size=3).map(tuple))
    oracle.function(torch.normal, meta(shape), 1.0)
    oracle.function(T.normal_, meta(shape))
    agrees(torch.normal, 0.0, 1.0, shape)


def test_what_is_like_another_tensor_has_its_shape(oracle, meta):
    for function in (torch.zeros_like, torch.ones_like, torch.empty_like, torch.rand_like, torch.randn_like):
        oracle.function(function, meta((2, 3)))
    oracle.function(torch.full_like, meta((2, 3)), 1.0)


def test_a_negative_size_is_told():
    assert refusal("zeros", {}, size=(3, -1)) == ("sizes of at least 0", "-1")


def test_an_end_before_the_start_is_told():
    assert refusal("arange", {}, start=5, end=3) == ("an end that lies after start=5", "3")


def test_bounds_that_are_tensors_are_not_judged():
    assert judge(Call("arange", {"start": ()}, {})) is None
