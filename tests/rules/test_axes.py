"""Axes are taken away, put in, reordered and stretched."""

from __future__ import annotations

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


shapes = st.lists(st.integers(0, 3), max_size=4).map(tuple)
axis = st.integers(-5, 5)


@given(shapes, axis)
@examples
def test_one_axis_takes_what_torch_takes(oracle, meta, shape, dim):
    oracle.function(torch.squeeze, meta(shape), dim)
    oracle.function(torch.unsqueeze, meta(shape), dim)


@given(shapes, st.lists(st.integers(-4, 3), max_size=3).map(tuple))
@examples
def test_several_squeezed_axes_take_what_torch_takes(oracle, meta, shape, dims):
    oracle.function(torch.squeeze, meta(shape), dims)
    oracle.function(torch.squeeze, meta(shape))


@given(st.lists(st.integers(1, 3), min_size=1, max_size=4).map(tuple), st.data())
@examples
def test_permute_takes_what_torch_takes(oracle, meta, shape, data):
    order = data.draw(st.permutations(range(len(shape))))
    order = data.draw(st.sampled_from([order, order[1:], [*order, len(order)], [0] * len(order), [9]]))
    oracle.function(torch.Tensor.permute, meta(shape), tuple(order))


@given(shapes, axis, axis)
@examples
def test_transpose_takes_what_torch_takes(oracle, meta, shape, first, second):
    oracle.function(torch.transpose, meta(shape), first, second)


@given(shapes)
@examples
def test_matrix_transposes_take_what_torch_takes(oracle, meta, shape):
    oracle.function(torch.t, meta(shape))
    for name in ("T", "mT", "H", "mH"):
        oracle.function(getattr(torch.Tensor, name).__get__, meta(shape))


@given(st.lists(st.integers(1, 4), max_size=4).map(tuple), st.lists(axis, max_size=3), st.lists(axis, max_size=3))
@examples
def test_movedim_takes_what_torch_takes(oracle, meta, shape, source, destination):
    oracle.function(torch.movedim, meta(shape), tuple(source), tuple(destination))


@given(st.lists(st.integers(0, 3), max_size=3).map(tuple), st.lists(st.integers(-1, 3), max_size=4).map(tuple))
@examples
def test_expand_takes_what_torch_takes(oracle, meta, shape, sizes):
    if -1 in sizes and 0 in sizes:
        return  # torch leaves the -1 standing in its result
    oracle.function(torch.Tensor.expand, meta(shape), sizes)


@given(st.lists(st.integers(0, 3), max_size=3).map(tuple), st.lists(st.integers(-1, 2), max_size=4).map(tuple))
@examples
def test_repeat_takes_what_torch_takes(oracle, meta, shape, repeats):
    if -1 in repeats and 0 in shape:
        return  # torch multiplies before it looks at the sign
    oracle.function(torch.Tensor.repeat, meta(shape), repeats)
    oracle.function(torch.tile, meta(shape), repeats)


def test_a_permutation_of_more_axes_is_told():
    words = refusal("permute", {"input": (3, 28, 28)}, dims=(0, 2, 3, 1))
    assert words == ("an input with 4 axes (for dims (0, 2, 3, 1))", "3")


def test_an_axis_named_twice_is_told():
    assert refusal("permute", {"input": (3, 4)}, dims=(0, -2)) == ("each axis once in dims", "axis 0 twice")


def test_an_axis_that_is_not_there_is_told():
    words = refusal("transpose", {"input": (3, 4)}, dim0=1, dim1=2)
    assert words == ("a dim1 from -2 to 1, as its input has 2 axes", "2")


def test_a_size_that_cannot_stretch_is_told():
    words = refusal("expand", {"input": (2, 3)}, size=(4, 3))
    assert words == ("4 (or 1) in axis 0 of its input (for sizes (4, 3))", "2")


def test_too_few_sizes_are_told():
    words = refusal("expand", {"input": (2, 3)}, size=(3,))
    assert words == ("an input with at most 1 axis (for sizes (3,))", "2")


def test_too_few_repeats_are_told():
    words = refusal("repeat", {"input": (2, 3)}, repeats=(3,))
    assert words == ("an input with at most 1 axis (for repeats (3,))", "2")


def test_a_vector_has_no_matrix_transpose():
    assert refusal("mT", {"input": (3,)}) == ("an input with 2 axes", "1")
