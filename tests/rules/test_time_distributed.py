"""Layers of Keras that are called on each step of time, against Keras."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import agrees_on_layer, near, refusal


@settings(max_examples=40)
@given(data=st.data(), called_before=st.booleans())
def test_keras_agrees_on_dense_layers_over_time(data: st.DataObject, called_before: bool) -> None:
    shape = (2, 3, 5)
    built_for = shape if called_before else None
    agrees_on_layer(lambda: layers.TimeDistributed(layers.Dense(3)), data.draw(near(shape)), built_for=built_for)


@settings(max_examples=40)
@given(data=st.data(), called_before=st.booleans())
def test_keras_agrees_on_convolutions_over_time(data: st.DataObject, called_before: bool) -> None:
    shape = (2, 3, 5, 5, 2)
    built_for = shape if called_before else None
    make = lambda: layers.TimeDistributed(layers.Conv2D(3, 2))  # noqa: E731
    agrees_on_layer(make, data.draw(near(shape)), built_for=built_for, unknown=True)


def test_vectors_have_no_steps() -> None:
    words = refusal(layers.TimeDistributed(layers.Dense(3)), (32, 10))
    assert words == "expects inputs with at least 3 axes (batch × time × …), but gets 2"
