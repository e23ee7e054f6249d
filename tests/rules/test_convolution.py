"""Convolutions take their channels, and an input on which the kernel fits."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)

numbers = st.integers(1, 3)


@st.composite
def settings_of_a_convolution(draw, spatial):
    def each(low, high):
        return draw(st.tuples(*[st.integers(low, high)] * spatial))

    padding = draw(st.sampled_from(["same", "valid", "number", "number", "number"]))
    return {
        "kernel_size": each(1, 3),
        "stride": 1 if padding == "same" else each(1, 3),
        "dilation": each(1, 2),
        "padding": each(0, 2) if padding == "number" else padding,
        "groups": draw(st.sampled_from([1, 1, 2])),
    }


@pytest.mark.parametrize("spatial", [1, 2, 3])
@given(data=st.data())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_a_convolution_takes_what_torch_takes(oracle, near, meta, data, spatial):
    arguments = data.draw(settings_of_a_convolution(spatial))
    channels = arguments["groups"] * data.draw(numbers)
    batch = data.draw(st.sampled_from([(), (2,)]))
    shape = data.draw(near((*batch, channels, *data.draw(st.tuples(*[st.integers(2, 6)] * spatial)))))
    if shape and 0 in shape[-spatial:]:
        return  # meta kernels let empty images pass
    layer = getattr(torch.nn, f"Conv{spatial}d")
    oracle.module(lambda: layer(channels, 2 * arguments["groups"], **arguments), meta(shape))


@pytest.mark.parametrize("mode", ["circular", "reflect", "replicate"])
@given(data=st.data())
@settings(max_examples=30, derandomize=True, deadline=None)
def test_other_paddings_take_what_torch_takes(oracle, meta, data, mode):
    kernel, padding = data.draw(st.integers(1, 3)), data.draw(st.integers(0, 3))
    shape = (2, 3, data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5)))
    oracle.module(lambda: torch.nn.Conv2d(3, 4, kernel, padding=padding, padding_mode=mode), meta(shape))


@given(data=st.data())
@examples
def test_weights_and_bias_take_what_torch_takes(cpu_oracle, near, meta, data):
    # The meta device checks neither the bias nor the number of groups.
    groups = data.draw(st.sampled_from([1, 2]))
    weight, bias = data.draw(near((4, 3, 2, 2))), data.draw(near((4,)))
    if 0 in weight:
        return  # what a convolution without channels or kernel means is not settled in torch
    arguments = {"stride": 2, "padding": 1, "groups": groups}
    cpu_oracle.function(torch.nn.functional.conv2d, meta((2, 3 * groups, 5, 5)), meta(weight), meta(bias), **arguments)


@pytest.mark.parametrize("spatial", [1, 2, 3])
@given(data=st.data())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_a_transposed_convolution_takes_what_torch_takes(cpu_oracle, near, meta, data, spatial):
    # The meta device checks neither channels nor output padding.
    arguments = data.draw(settings_of_a_convolution(spatial))
    # Where padding eats the whole output, some kernels make an empty one and others refuse.
    arguments["padding"] = 1 if min(arguments["kernel_size"]) == 3 else 0
    arguments["output_padding"] = data.draw(st.integers(0, 1))
    channels = arguments["groups"] * data.draw(numbers)
    batch = data.draw(st.sampled_from([(), (2,)]))
    shape = data.draw(near((*batch, channels, *data.draw(st.tuples(*[st.integers(2, 5)] * spatial)))))
    layer = getattr(torch.nn, f"ConvTranspose{spatial}d")
    cpu_oracle.module(lambda: layer(channels, 2 * arguments["groups"], **arguments), meta(shape))


def test_padding_that_leaves_nothing_is_refused(oracle, meta):
    oracle.module(lambda: torch.nn.ConvTranspose2d(3, 4, 3, padding=2), meta((2, 3, 1, 1)))


@given(st.integers(7, 14), st.integers(7, 14))
@examples
def test_an_output_size_is_taken_where_torch_can_reach_it(oracle, meta, height, width):
    wanted = {"output_size": (height, width)}
    oracle.module(lambda: torch.nn.ConvTranspose2d(3, 4, 3, stride=2), meta((2, 3, 4, 5)), **wanted)


def refusal(op, shape, weight, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, {"input": shape, "weight": weight}, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_the_channels_are_told():
    words = refusal("conv2d", (8, 1, 28, 28), (16, 3, 3, 3))
    assert words == ("3 channels in axis 1 of its input", "1")


def test_the_channels_of_a_single_image_are_told():
    words = refusal("conv2d", (64, 28, 28), (16, 1, 3, 3))
    assert words == ("1 channel in axis 0 of its unbatched input", "64")


def test_a_batch_of_grey_images_goes_on_with_its_channel_axis():
    verdict = judge(Call("conv2d", {"input": (64, 28, 28), "weight": (16, 1, 3, 3)}))
    assert isinstance(verdict, Conflict)
    assert verdict.expected_shapes == {"input": (64, 1, 28, 28)}
    assert verdict.outputs == [(64, 16, 26, 26)]


def test_channels_last_goes_on_with_channels_first():
    verdict = judge(Call("conv2d", {"input": (8, 32, 30, 3), "weight": (16, 3, 3, 3)}))
    assert isinstance(verdict, Conflict)
    assert verdict.expected_shapes == {"input": (8, 3, 32, 30)}


def test_a_number_of_axes_is_told():
    words = refusal("conv2d", (28, 28), (16, 1, 3, 3))
    assert words == ("an input with 4 or 3 axes (batch × channels × height × width, the batch optional)", "2")


def test_an_input_smaller_than_the_kernel_is_told():
    words = refusal("conv2d", (1, 3, 2, 4), (8, 3, 5, 5), padding=1)
    assert words == ("an input of at least 3 in axis 2 for its 5×5 kernel with padding 1", "2")


def test_both_axes_that_are_too_small_are_told():
    words = refusal("conv2d", (1, 3, 2, 2), (8, 3, 3, 3))
    assert words == ("an input of at least 3 × 3 in axes 2 and 3 for its 3×3 kernel", "2 × 2")


def test_groups_that_do_not_divide_are_told():
    words = refusal("conv2d", (1, 4, 8, 8), (3, 2, 3, 3), groups=2)
    assert words == ("a multiple of 2 (its groups) in axis 0 of its weight", "3")


def test_same_padding_with_a_stride_is_told():
    words = refusal("conv2d", (1, 3, 8, 8), (8, 3, 3, 3), padding="same", stride=2)
    assert words == ('stride=1 with padding="same"', "stride=2 × 2")


def test_too_much_circular_padding_is_told():
    words = refusal("conv1d", (1, 3, 2), (8, 3, 3), padding=3, padding_mode="circular")
    assert words == ("an input of at least 3 in axis 2 for its circular padding", "2")


def test_an_output_size_out_of_reach_is_told():
    words = refusal("conv_transpose2d", (1, 3, 4, 4), (3, 8, 3, 3), stride=2, output_size=(12, 12))
    assert words == ("an output_size from 9 × 9 to 10 × 10", "12 × 12")


def test_an_output_padding_as_large_as_the_stride_is_told():
    words = refusal("conv_transpose1d", (1, 3, 4), (3, 8, 3), stride=2, output_padding=2)
    assert words == ("an output_padding smaller than its stride or dilation", "2")
