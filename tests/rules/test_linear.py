"""The fully connected layer takes its features in the last axis."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)
sizes = st.integers(1, 4)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@examples
def test_a_linear_layer_takes_what_torch_takes(oracle, near, meta, data):
    features, width = data.draw(sizes), data.draw(sizes)
    shape = data.draw(near((*data.draw(st.lists(sizes, max_size=3)), features)))
    oracle.module(lambda: torch.nn.Linear(features, width), meta(shape))


@given(data=st.data())
@examples
def test_weights_and_bias_may_be_anything_that_torch_takes(cpu_oracle, near, meta, data):
    # The meta device lets a bias stretch the output.
    features, width = data.draw(sizes), data.draw(sizes)
    shape = (*data.draw(st.lists(sizes, max_size=3)), features)
    weight, bias = data.draw(near((width, features))), data.draw(near((width,)))
    cpu_oracle.function(torch.nn.functional.linear, meta(shape), meta(weight))
    if len(weight) > 1 and 0 not in bias:  # torch takes those or not as the input has one axis or more
        cpu_oracle.function(torch.nn.functional.linear, meta(shape), meta(weight), meta(bias))


def test_the_features_are_told():
    words = refusal("linear", {"input": (4, 16384), "weight": (10, 3136)})
    assert words == ("3136 features in the last axis of its input", "16384")


def test_a_single_number_is_told():
    words = refusal("linear", {"input": (), "weight": (10, 1)})
    assert words == ("1 feature in the last axis of its input", "a single number")


def test_a_bias_of_another_width_is_told():
    words = refusal("linear", {"input": (4, 3), "weight": (10, 3), "bias": (7,)})
    assert words == ("a bias of shape (10,)", "(7,)")


def test_a_forgotten_flatten_goes_on_with_the_flattened_image():
    verdict = judge(Call("linear", {"input": (4, 16, 14, 14), "weight": (10, 3136)}))
    assert isinstance(verdict, Conflict)
    assert verdict.expected_shapes == {"input": (4, 3136)}
    assert verdict.outputs == [(4, 10)]
