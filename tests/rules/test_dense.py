"""The fully connected layer of Keras takes what Keras lets it take."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import agrees_on_layer, near, refusal


@settings(max_examples=60)
@given(data=st.data(), shape=st.sampled_from([(4, 6), (2, 3, 6)]), called_before=st.booleans())
def test_keras_agrees_on_dense_layers(data: st.DataObject, shape: tuple[int, ...], called_before: bool) -> None:
    units, activation = data.draw(st.integers(1, 4)), data.draw(st.sampled_from([None, "relu", "softmax"]))
    given_shape = data.draw(near(shape))
    agrees_on_layer(lambda: layers.Dense(units, activation), given_shape, built_for=shape if called_before else None)


@given(shape=st.sampled_from([(4,), (4, 2), (4, 2, 3)]), width=st.integers(1, 4))
def test_keras_agrees_on_embeddings(shape: tuple[int, ...], width: int) -> None:
    agrees_on_layer(lambda: layers.Embedding(5, width), shape)


def test_a_built_layer_names_the_features_it_was_built_for() -> None:
    words = refusal(layers.Dense(128), (32, 28, 28), built_for=(32, 784))
    assert words == "expects 784 features in the last axis of its inputs, but gets 28"


def test_a_vector_lacks_its_batch() -> None:
    words = refusal(layers.Dense(10), (784,))
    assert words == "expects inputs with at least 2 axes (batch × features), but gets 1"
