"""The attentions of Keras, against Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import agrees_on_layer, near, refusal

QUERY, VALUE = (2, 3, 4), (2, 5, 4)


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.MultiHeadAttention(2, 3),
        lambda: layers.MultiHeadAttention(2, 3, output_shape=7),
        lambda: layers.GroupQueryAttention(3, 4, 2),
    ],
    ids=["heads", "heads of another width", "groups"],
)
@settings(max_examples=40)
@given(data=st.data(), keyed=st.booleans(), scores=st.booleans(), called_before=st.booleans())
def test_keras_agrees_on_several_heads(
    make: Any, data: st.DataObject, keyed: bool, scores: bool, called_before: bool
) -> None:
    def made() -> Any:
        layer = make()
        if called_before:
            layer.build(QUERY, VALUE)
        return layer

    query, value = data.draw(near(QUERY)), data.draw(near(VALUE))
    arguments: dict[str, Any] = {"key": data.draw(near(value))} if keyed else {}
    if scores:
        arguments["return_attention_scores"] = True
    agrees_on_layer(made, query, value, unknown=True, **arguments)


@pytest.mark.parametrize("kind", [layers.Attention, layers.AdditiveAttention])
@settings(max_examples=40)
@given(data=st.data(), keyed=st.booleans(), scores=st.booleans())
def test_keras_agrees_on_single_vectors(kind: Any, data: st.DataObject, keyed: bool, scores: bool) -> None:
    inputs = [data.draw(near(QUERY)), data.draw(near(VALUE)), *([data.draw(near(VALUE))] if keyed else [])]
    arguments = {"return_attention_scores": True} if scores else {}
    agrees_on_layer(kind, inputs, unknown=True, **arguments)


def test_features_that_the_layer_was_not_built_for() -> None:
    layer = layers.MultiHeadAttention(2, 3)
    layer.build((None, 10, 64), (None, 10, 64))
    words = refusal(layer, (32, 10, 32), (32, 10, 64))
    assert words == "expects 64 features in the last axis of its query, but gets 32"


def test_a_key_of_other_steps_than_its_value() -> None:
    words = refusal(layers.MultiHeadAttention(2, 3), (32, 10, 64), (32, 12, 64), (32, 11, 64))
    assert words == "expects as many steps in axis 1 of key as of value, 12, but gets 11"


def test_another_batch_of_values() -> None:
    words = refusal(layers.Attention(), [(32, 10, 64), (16, 12, 64)])
    assert words == "expects the batch size of its inputs[0], 32, in axis 0 of inputs[1], but gets 16"


def test_a_query_of_other_features_than_its_key() -> None:
    words = refusal(layers.Attention(), [(32, 10, 64), (32, 12, 48)])
    assert words == "expects equal sizes in the last axes of inputs[0] and inputs[1], but gets 64 and 48"


def test_a_query_alone() -> None:
    words = refusal(layers.Attention(), (32, 10, 64))
    assert words == "expects a list of a query, a value and perhaps a key, but gets a single tensor"
