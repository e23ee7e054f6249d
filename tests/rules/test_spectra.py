"""Fourier transforms work along axes that are there, and on at least one element."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

shapes = st.lists(st.integers(1, 4), max_size=3).map(tuple)  # what comes of nothing depends on the library
ONE_AXIS = ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@pytest.mark.parametrize("name", ONE_AXIS)
@given(data=st.data())
@settings(max_examples=30, derandomize=True, deadline=None)
def test_a_transform_of_one_axis_takes_what_torch_takes(oracle, meta, data, name):
    count, dim = data.draw(st.one_of(st.none(), st.integers(0, 5))), data.draw(st.integers(-3, 2))
    oracle.function(getattr(torch.fft, name), meta(data.draw(shapes)), count, dim)


@pytest.mark.parametrize("name", [f"{name}{many}" for name in ONE_AXIS for many in ("2", "n")])
@given(data=st.data())
@settings(max_examples=20, derandomize=True, deadline=None)
def test_a_transform_of_several_axes_takes_what_torch_takes(oracle, meta, data, name):
    axis = st.integers(-3, 2)
    dims = st.tuples(axis, axis)
    arguments = {} if data.draw(st.booleans()) else {"dim": data.draw(dims)}
    if data.draw(st.booleans()):
        arguments["s"] = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=2))
    shape = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple))
    oracle.function(getattr(torch.fft, name), meta(shape), **arguments)


@pytest.mark.parametrize("name", ["fftshift", "ifftshift"])
@given(data=st.data())
@settings(max_examples=20, derandomize=True, deadline=None)
def test_a_shift_takes_what_torch_takes(oracle, meta, data, name):
    dim = data.draw(st.one_of(st.none(), st.integers(-3, 2)))
    oracle.function(getattr(torch.fft, name), meta((2, *data.draw(shapes))), dim)


@given(data=st.data())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_stft_takes_what_torch_takes(oracle, near, meta, data):
    shape = data.draw(near(data.draw(st.sampled_from([(2, 9), (9,), (2, 4)]))))
    size = data.draw(st.sampled_from([4, 5, 8]))
    arguments = {
        "hop_length": data.draw(st.sampled_from([None, 1, 3])),
        "center": data.draw(st.booleans()),
        "onesided": data.draw(st.sampled_from([None, False])),
        "window": meta(data.draw(near((size,)))),
    }
    if 0 not in shape:
        oracle.function(torch.stft, meta(shape), size, return_complex=True, **arguments)


def test_an_axis_that_is_not_there_is_told():
    assert refusal("fft_fft", {"input": (8,)}, dim=1) == ("a dim from -1 to 0, as its input has 1 axis", "1")
    assert refusal("fft_fft", {"input": ()}) == ("an input with at least 1 axis", "0")
    assert refusal("fft_fft2", {"input": (8, 8)}, dim=(0, 0)) == ("each axis once in dim", "axis 0 twice")


def test_nothing_to_transform_is_told():
    assert refusal("fft_irfft", {"input": (8, 1)}) == ("at least 2 in axis 1 of its input", "1")
    assert refusal("fft_fft", {"input": (8, 4)}, n=0) == ("at least 1 element to transform", "0")


def test_sizes_for_more_axes_are_told():
    assert refusal("fft_fftn", {"input": (8,)}, s=(4, 4)) == ("an input with at least 2 axes (for its s)", "1")
    words = refusal("fft_fft2", {"input": (8, 8)}, s=(4,))
    assert words == ("an s of 2 numbers, one for each axis of dim", "1")


def test_a_signal_shorter_than_its_window_is_told():
    words = refusal("stft", {"input": (2, 100)}, n_fft=400, return_complex=True)
    assert words == ("at least 201 in axis 1 of its input (for n_fft=400)", "100")


def test_another_window_is_told():
    words = refusal("stft", {"input": (2, 900), "window": (300,)}, n_fft=400, return_complex=True)
    assert words == (
        "a window of shape (400,) (its win_length, which is n_fft unless it is given)",
        "(300,)",
    )
