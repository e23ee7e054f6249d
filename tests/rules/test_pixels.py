"""Channels and pixels change places in whole multiples."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)
F, nn = torch.nn.functional, torch.nn
leading = st.lists(st.integers(0, 2), max_size=2).map(tuple)


def refusal(op, shape, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, {"input": shape}, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@examples
def test_pixel_shuffle_takes_what_torch_takes(cpu_oracle, near, meta, data):
    # The meta device divides by a factor of 0.
    factor = data.draw(st.integers(-1, 3))
    shape = data.draw(near((*data.draw(leading), factor * factor * 2, 3, 2)))
    cpu_oracle.function(F.pixel_shuffle, meta(shape), factor)
    cpu_oracle.module(lambda: nn.PixelShuffle(factor), meta(shape))


@given(data=st.data())
@examples
def test_pixel_unshuffle_takes_what_torch_takes(cpu_oracle, near, meta, data):
    factor = data.draw(st.integers(-1, 3))
    shape = data.draw(near((2, 3, abs(factor) * 2, abs(factor))))
    if 0 in shape:
        return  # the CPU leaves an empty image as it is, the meta device does not
    cpu_oracle.function(F.pixel_unshuffle, meta(shape), factor)
    cpu_oracle.module(lambda: nn.PixelUnshuffle(factor), meta(shape))


@given(data=st.data())
@examples
def test_channel_shuffle_takes_what_torch_takes(oracle, near, meta, data):
    groups = data.draw(st.integers(0, 3))
    shape = data.draw(near((2, groups * 2, *data.draw(st.lists(st.integers(1, 2), max_size=2)))))
    oracle.function(F.channel_shuffle, meta(shape), groups)
    oracle.module(lambda: nn.ChannelShuffle(groups), meta(shape))


def test_channels_that_make_no_whole_pixels_are_told():
    words = refusal("pixel_shuffle", (8, 10, 4, 4), upscale_factor=2)
    assert words == ("a multiple of 4 (its upscale_factor 2, squared) in axis 1 of its input", "10")


def test_pixels_that_make_no_whole_channels_are_told():
    words = refusal("pixel_unshuffle", (8, 3, 4, 5), downscale_factor=2)
    assert words == ("a multiple of 2 (its downscale_factor) in axis 3 of its input", "5")


def test_the_axes_of_images_are_told():
    words = refusal("pixel_shuffle", (4, 4), upscale_factor=2)
    assert words == ("an input with at least 3 axes (… × channels × height × width)", "2")


def test_factors_and_groups_below_one_are_told():
    assert refusal("pixel_shuffle", (4, 4, 4), upscale_factor=0) == ("an upscale_factor of at least 1", "0")
    assert refusal("pixel_unshuffle", (4, 4, 4), downscale_factor=0) == ("a downscale_factor of at least 1", "0")
    assert refusal("channel_shuffle", (4, 4, 4), groups=0) == ("groups of at least 1", "0")


def test_channels_that_groups_do_not_divide_are_told():
    words = refusal("channel_shuffle", (8, 10, 4), groups=4)
    assert words == ("a multiple of 4 (its groups) in axis 1 of its input", "10")
