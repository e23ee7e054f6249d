"""Dropout of channels needs an axis of channels while it trains."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

F, nn = torch.nn.functional, torch.nn
shapes = st.lists(st.integers(0, 3), max_size=6).map(tuple)
chances = st.sampled_from([0.0, 0.5, 1.0])
LAYERS = [nn.Dropout, nn.AlphaDropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.FeatureAlphaDropout]


def refusal(op, shape, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, {"input": shape}, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@pytest.mark.parametrize("layer", LAYERS)
@given(data=st.data())
@settings(max_examples=30, derandomize=True, deadline=None)
def test_a_dropout_layer_takes_what_torch_takes(oracle, meta, data, layer):
    chance, training = data.draw(chances), data.draw(st.booleans())
    oracle.module(lambda: layer(chance).train(training), meta(data.draw(shapes)))


@pytest.mark.parametrize("function", [F.dropout1d, F.dropout2d, F.dropout3d, F.feature_alpha_dropout])
@given(data=st.data())
@settings(max_examples=30, derandomize=True, deadline=None)
def test_a_dropout_function_takes_what_torch_takes(oracle, meta, data, function):
    settings_given = {"p": data.draw(chances), "training": data.draw(st.booleans())}
    arguments = data.draw(st.sampled_from([settings_given, {}]))
    oracle.function(function, meta(data.draw(shapes)), **arguments)


def test_the_axes_of_a_sequence_are_told():
    words = refusal("dropout1d", (8, 3, 4, 4))
    assert words == ("an input with 3 or 2 axes (batch × channels × length, the batch optional)", "4")


def test_an_input_without_channels_is_told():
    words = refusal("dropout2d", (8,))
    assert words == ("an input with at least 2 axes (batch × channels × …) while it trains", "1")
