"""The layers of Keras that prepare images, against Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import FORMATS, agrees_on_layer, refusal

SHAPES = st.sampled_from([(2, 8, 8, 3), (8, 8, 3), (2, 8, 8, 1), (8, 8), (1, 2, 8, 8, 3)])


@pytest.mark.parametrize("kind", [layers.Resizing, layers.CenterCrop])
@settings(max_examples=25)
@given(shape=SHAPES, size=st.sampled_from([(4, 5), (9, 10), (4, 12)]), order=FORMATS)
def test_keras_agrees_on_images_brought_to_a_size(
    kind: Any, shape: tuple[int, ...], size: tuple[int, int], order: str
) -> None:
    agrees_on_layer(lambda: kind(*size, data_format=order), shape)


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.RandomFlip(),
        lambda: layers.RandomRotation(0.1),
        lambda: layers.RandomZoom(0.1),
        lambda: layers.RandomContrast(0.1),
        lambda: layers.RandomSaturation(0.1),
    ],
    ids=["flip", "rotation", "zoom", "contrast", "saturation"],
)
@settings(max_examples=10)
@given(shape=SHAPES, training=st.booleans())
def test_keras_agrees_on_images_changed_at_random(make: Any, shape: tuple[int, ...], training: bool) -> None:
    agrees_on_layer(make, shape, training=training, unknown=True)


def test_images_without_channels() -> None:
    words = refusal(layers.Resizing(32, 32), (28, 28))
    assert words == "expects inputs with 4 or 3 axes (height × width × channels, the batch optional), but gets 2"
