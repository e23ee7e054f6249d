"""The recurrent layers of Keras whose steps are convolutions, against Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import FORMATS, PADDINGS, agrees_on_layer, near, refusal


@pytest.mark.parametrize("spatial", [1, 2])
@settings(max_examples=25)
@given(
    data=st.data(),
    size=st.integers(1, 3),
    strides=st.integers(1, 2),
    padding=PADDINGS,
    order=FORMATS,
    asked=st.tuples(st.booleans(), st.booleans()),
    called_before=st.booleans(),
)
def test_keras_agrees_on_convolutions_over_time(
    spatial: int,
    data: st.DataObject,
    size: int,
    strides: int,
    padding: str,
    order: str,
    asked: tuple[bool, bool],
    called_before: bool,
) -> None:
    def make() -> Any:
        return getattr(layers, f"ConvLSTM{spatial}D")(
            3, size, strides, padding, order, return_sequences=asked[0], return_state=asked[1]
        )

    sizes = [5] * spatial
    shape = (2, 3, *sizes, 2) if order == "channels_last" else (2, 3, 2, *sizes)
    agrees_on_layer(make, data.draw(near(shape)), built_for=shape if called_before else None, unknown=True)


def test_images_without_time() -> None:
    words = refusal(layers.ConvLSTM2D(4, 3), (32, 28, 28, 3))
    assert words == "expects sequences with 5 axes (batch × time × height × width × channels), but gets 4"


def test_other_channels_than_in_the_first_call() -> None:
    words = refusal(layers.ConvLSTM2D(4, 3), (8, 5, 28, 28, 1), built_for=(8, 5, 28, 28, 3))
    assert words == "expects 3 features in axis 4 (the last) of its sequences, but gets 1"
