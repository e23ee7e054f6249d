"""Vectors lie along axes that are there, and neighbouring channels along axis 1."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)
F, nn = torch.nn.functional, torch.nn
shapes = st.lists(st.integers(0, 3), max_size=5).map(tuple)


def refusal(op, shape, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, {"input": shape}, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@examples
def test_normalize_takes_what_torch_takes(oracle, meta, data):
    axis = st.integers(-3, 2)
    dim = data.draw(st.one_of(axis, st.tuples(axis, axis), st.none()))
    # torch does not always mind that an axis of size 1 is named twice.
    shape = (2, *data.draw(st.lists(st.sampled_from([0, 2, 3]), max_size=3)))
    oracle.function(F.normalize, meta(shape), dim=dim)


@given(data=st.data())
@examples
def test_normalize_along_one_axis_takes_what_torch_takes(oracle, meta, data):
    oracle.function(F.normalize, meta(data.draw(shapes)), dim=data.draw(st.integers(-3, 2)))


@given(data=st.data())
@examples
def test_local_response_norm_takes_what_torch_takes(oracle, meta, data):
    shape, size = data.draw(shapes), data.draw(st.integers(0, 4))
    oracle.function(F.local_response_norm, meta(shape), size)
    oracle.module(lambda: nn.LocalResponseNorm(size), meta(shape))


def test_an_axis_that_is_not_there_is_told():
    assert refusal("normalize", (8,)) == ("a dim from -1 to 0, as its input has 1 axis", "1")
    assert refusal("normalize", (8, 4), dim=(1, -1)) == ("each axis once in dim", "axis 1 twice")


def test_the_axes_of_neighbouring_channels_are_told():
    words = refusal("local_response_norm", (8, 4), size=2)
    assert words == ("an input with at least 3 axes (batch × channels × …)", "2")
    assert refusal("local_response_norm", (8, 4, 4), size=0) == ("a size of at least 1", "0")
