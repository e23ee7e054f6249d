"""Normalisations take the channels or features they have statistics for."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)
sizes = st.integers(1, 4)

BATCH_NORMS = [
    (torch.nn.BatchNorm1d, 2),
    (torch.nn.BatchNorm1d, 3),
    (torch.nn.BatchNorm2d, 4),
    (torch.nn.BatchNorm3d, 5),
]


@pytest.mark.parametrize("layer, rank", BATCH_NORMS)
@given(data=st.data())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_batch_norm_takes_what_torch_takes(cpu_oracle, near, meta, data, layer, rank):
    # The meta device does not check the number of channels.
    shape = data.draw(near((data.draw(st.integers(1, 2)), 3, *data.draw(st.tuples(*[st.integers(1, 2)] * (rank - 2))))))
    arguments = {"affine": data.draw(st.booleans()), "track_running_stats": data.draw(st.booleans())}
    training = data.draw(st.booleans())
    cpu_oracle.module(lambda: layer(3, **arguments).train(training), meta(shape))


INSTANCE_NORMS = [(torch.nn.InstanceNorm1d, 1), (torch.nn.InstanceNorm2d, 2), (torch.nn.InstanceNorm3d, 3)]


@pytest.mark.parametrize("layer, spatial", INSTANCE_NORMS)
@given(data=st.data())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_instance_norm_takes_what_torch_takes(cpu_oracle, near, meta, data, layer, spatial):
    batch = data.draw(st.sampled_from([(), (2,)]))
    shape = data.draw(near((*batch, 3, *data.draw(st.tuples(*[st.integers(1, 3)] * spatial)))))
    arguments = {"affine": data.draw(st.booleans()), "track_running_stats": data.draw(st.booleans())}
    training = data.draw(st.booleans())
    if 0 in shape:
        return  # torch divides by the empty batch or not, depending on the device
    cpu_oracle.module(lambda: layer(3, **arguments).train(training), meta(shape))


@pytest.mark.parametrize("layer", [torch.nn.LayerNorm, torch.nn.RMSNorm])
@given(data=st.data())
@examples
def test_layer_norm_takes_what_torch_takes(oracle, near, meta, data, layer):
    wanted = tuple(data.draw(st.lists(sizes, min_size=1, max_size=2)))
    shape = data.draw(near((*data.draw(st.lists(sizes, max_size=2)), *wanted)))
    oracle.module(lambda: layer(wanted), meta(shape))


@given(data=st.data())
@examples
def test_layer_norm_weights_take_what_torch_takes(oracle, near, meta, data):
    weight, bias = data.draw(near((2, 3))), data.draw(near((2, 3)))
    oracle.function(torch.nn.functional.layer_norm, meta((4, 2, 3)), (2, 3), meta(weight), meta(bias))


@given(data=st.data())
@examples
def test_group_norm_takes_what_torch_takes(cpu_oracle, near, meta, data):
    groups = data.draw(st.integers(1, 3))
    channels = groups * data.draw(st.integers(1, 2))
    shape = data.draw(near((data.draw(sizes), channels, *data.draw(st.lists(st.integers(1, 2), max_size=2)))))
    affine = data.draw(st.booleans())
    if 0 in shape:
        return  # torch 2.13 takes empty groups, torch 2.15 refuses them
    cpu_oracle.module(lambda: torch.nn.GroupNorm(groups, channels, affine=affine), meta(shape))


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_the_channels_of_a_batch_norm_are_told():
    words = refusal("batch_norm", {"input": (8, 32, 7, 7), "weight": (64,)})
    assert words == ("64 channels in axis 1 of its input", "32")


def test_the_number_of_axes_of_a_batch_norm_is_told():
    words = refusal("batch_norm", {"input": (8, 32)}, ranks=(4,))
    assert words == ("an input with 4 axes", "2")


def test_a_batch_of_one_in_training_is_told():
    words = refusal("batch_norm", {"input": (1, 32)}, training=True)
    assert words == (
        "more than one value for each channel while it trains (a batch of at least 2, or model.eval())",
        "1",
    )


def test_the_features_of_a_layer_norm_are_told():
    words = refusal("layer_norm", {"input": (4, 10, 256)}, normalized_shape=(512,))
    assert words == ("512 features in the last axis of its input", "256")


def test_several_axes_of_a_layer_norm_are_told():
    words = refusal("layer_norm", {"input": (4, 8, 8, 3)}, normalized_shape=(3, 8, 8))
    assert words == ("an input that ends in (3, 8, 8)", "(8, 8, 3)")


def test_groups_that_do_not_divide_are_told():
    words = refusal("group_norm", {"input": (4, 30, 8, 8)}, num_groups=8)
    assert words == ("a multiple of 8 (its groups) in axis 1 of its input", "30")


def test_the_channels_of_a_group_norm_are_told():
    words = refusal("group_norm", {"input": (4, 32, 8, 8), "weight": (64,)}, num_groups=8)
    assert words == ("64 channels in axis 1 of its input", "32")


def test_a_single_element_for_an_instance_norm_is_told():
    words = refusal("instance_norm", {"input": (4, 32, 1, 1)})
    assert words == ("more than one element for each channel of its input", "1")
