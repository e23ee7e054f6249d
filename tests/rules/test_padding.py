"""Padding goes around the last axes, and each mode has its limits."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

F = torch.nn.functional


def refusal(shape, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call("pad", {"input": shape}, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@settings(max_examples=70, derandomize=True, deadline=None)
def test_constant_padding_takes_what_torch_takes(oracle, meta, data):
    shape = data.draw(st.lists(st.integers(0, 3), max_size=3).map(tuple))
    amounts = data.draw(st.lists(st.integers(-2, 2), max_size=8))
    oracle.function(F.pad, meta(shape), amounts)


@pytest.mark.parametrize("mode", ["reflect", "replicate"])
@given(data=st.data())
@settings(max_examples=70, derandomize=True, deadline=None)
def test_padding_from_within_takes_what_torch_takes(oracle, near, meta, data, mode):
    count = data.draw(st.integers(1, 3))
    sizes = st.tuples(*[st.integers(1, 4)] * (count + 1))
    shape = data.draw(near((*data.draw(st.sampled_from([(), (2,)])), *data.draw(sizes))))
    amounts = data.draw(st.lists(st.integers(-2, 3), min_size=2 * count, max_size=2 * count))
    oracle.function(F.pad, meta(shape), amounts, mode=mode)


@given(data=st.data())
@settings(max_examples=70, derandomize=True, deadline=None)
def test_circular_padding_takes_what_torch_takes(oracle, near, meta, data):
    count = data.draw(st.integers(1, 3))
    sizes = st.tuples(*[st.integers(1, 4)] * (count + 1))
    shape = data.draw(near((*data.draw(st.sampled_from([(), (2,)])), *data.draw(sizes))))
    low, high = data.draw(st.sampled_from([(0, 3), (-3, 0)]))
    amounts = data.draw(st.lists(st.integers(low, high), min_size=2 * count, max_size=2 * count))
    oracle.function(F.pad, meta(shape), amounts, mode="circular")


LAYERS = [
    getattr(torch.nn, f"{kind}Pad{spatial}d")
    for kind in ("Zero", "Constant", "Reflection", "Replication", "Circular")
    for spatial in (1, 2, 3)
]


@pytest.mark.parametrize("layer", LAYERS)
@given(data=st.data())
@settings(max_examples=15, derandomize=True, deadline=None)
def test_padding_layers_take_what_torch_takes(oracle, near, meta, data, layer):
    spatial = int(layer.__name__[-2])
    shape = data.draw(near((2, 3, *[4] * spatial)))
    amounts = data.draw(st.one_of(st.integers(0, 5), st.tuples(*[st.integers(0, 4)] * (2 * spatial))))
    value = (0.5,) if "Constant" in layer.__name__ else ()
    oracle.module(lambda: layer(amounts, *value), meta(shape))


def test_an_odd_number_of_amounts_is_told():
    assert refusal((2, 3, 4), pad=(1, 1, 1)) == ("an even number of amounts in its pad, two for each axis", "3")


def test_more_amounts_than_axes_are_told():
    words = refusal((4,), pad=(1, 1, 1, 1))
    assert words == ("an input with at least 2 axes (for its constant padding (1, 1, 1, 1))", "1")


def test_an_input_too_small_for_its_reflection_is_told():
    words = refusal((2, 3, 4, 8), pad=(4, 4, 4, 4), mode="reflect")
    assert words == ("an input of at least 5 in axis 2 for its reflect padding (4, 4, 4, 4)", "4")


def test_a_circle_that_closes_more_than_once_is_told():
    words = refusal((2, 3, 4), pad=(5, 0), mode="circular")
    assert words == ("an input of at least 5 in axis 2 for its circular padding (5, 0)", "4")


def test_the_axes_of_reflection_are_told():
    words = refusal((2, 3, 8, 8), pad=(1, 1), mode="reflect")
    assert words == ("an input with 3 or 2 axes (for its reflect padding (1, 1))", "4")


def test_reflection_without_amounts_is_told():
    assert refusal((2, 3), pad=(), mode="reflect") == (
        "amounts for 1, 2 or 3 axes with mode reflect",
        "amounts for 0 axes",
    )
