"""The recurrent layers of Keras, against Keras."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from shapeviz.tracing.frontends.keras.binding_layers import bind_layer
from tests.rules.keras_oracle import agrees_on_layer, near, refusal

KINDS = [layers.SimpleRNN, layers.LSTM, layers.GRU]
SHAPE = (2, 3, 4)


@st.composite
def outputs(draw: st.DrawFn) -> dict[str, Any]:
    return {name: draw(st.booleans()) for name in ("return_sequences", "return_state")}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30)
@given(data=st.data(), units=st.integers(1, 4), asked=outputs(), called_before=st.booleans())
def test_keras_agrees_on_recurrent_layers(
    kind: Any, data: st.DataObject, units: int, asked: dict[str, Any], called_before: bool
) -> None:
    built_for = SHAPE if called_before else None
    agrees_on_layer(lambda: kind(units, **asked), data.draw(near(SHAPE)), built_for=built_for)


@settings(max_examples=40)
@given(
    data=st.data(),
    kind=st.sampled_from(KINDS),
    merge_mode=st.sampled_from(["concat", "sum", None]),
    asked=outputs(),
    called_before=st.booleans(),
)
def test_keras_agrees_on_both_directions(
    data: st.DataObject, kind: Any, merge_mode: str | None, asked: dict[str, Any], called_before: bool
) -> None:
    def make() -> Any:
        return layers.Bidirectional(kind(3, **asked), merge_mode=merge_mode)

    agrees_on_layer(make, data.draw(near(SHAPE)), built_for=SHAPE if called_before else None)


@settings(max_examples=20)
@given(data=st.data(), asked=outputs(), called_before=st.booleans())
def test_keras_agrees_on_stacked_cells(data: st.DataObject, asked: dict[str, Any], called_before: bool) -> None:
    def make() -> Any:
        return layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], **asked)

    agrees_on_layer(make, data.draw(near(SHAPE)), built_for=SHAPE if called_before else None)


@settings(max_examples=30)
@given(data=st.data(), asked=outputs())
def test_keras_agrees_on_first_states(data: st.DataObject, asked: dict[str, Any]) -> None:
    states = [data.draw(near((2, 5))), data.draw(near((2, 5)))]
    agrees_on_layer(lambda: layers.LSTM(5, **asked), SHAPE, initial_state=states, unknown=True)


def test_vectors_lack_an_axis_of_time() -> None:
    words = refusal(layers.LSTM(64), (32, 128))
    assert words == "expects sequences with 3 axes (batch × time × features), but gets 2"


def test_other_features_than_the_layer_was_built_for() -> None:
    words = refusal(layers.GRU(64), (32, 10, 16), built_for=(32, 10, 8))
    assert words == "expects 8 features in the last axis of its sequences, but gets 16"


def test_a_cell_of_the_users_own_is_not_judged() -> None:
    class OwnCell(layers.GRUCell):
        pass

    assert bind_layer(layers.RNN(OwnCell(3)), (np.zeros(SHAPE),)) is None
