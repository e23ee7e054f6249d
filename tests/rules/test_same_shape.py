"""The layers of Keras that give back the shape they get, and layers called on each step of time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import agrees_on_layer, near, refusal


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.Dropout(0.5),
        lambda: layers.Activation("gelu"),
        lambda: layers.LeakyReLU(),
        lambda: layers.Softmax(axis=1),
        lambda: layers.SpatialDropout2D(0.5),
        lambda: layers.Rescaling(1 / 255),
    ],
)
@settings(max_examples=15)
@given(data=st.data(), shape=st.sampled_from([(4, 2), (4, 3, 5, 2)]))
def test_keras_agrees_on_layers_that_keep_the_shape(make: Any, data: st.DataObject, shape: tuple[int, ...]) -> None:
    agrees_on_layer(make, data.draw(near(shape)))


def test_images_of_another_number_of_axes() -> None:
    words = refusal(layers.SpatialDropout1D(0.5), (32, 28, 28, 3))
    assert words == "expects inputs with 3 axes, but gets 4"
