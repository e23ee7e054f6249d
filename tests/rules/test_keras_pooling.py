"""The pools of Keras and its layers that add, take away or repeat rows, against Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import FORMATS, PADDINGS, agrees_on_layer, near, refusal

KINDS = ["Max", "Average"]


@pytest.mark.parametrize("spatial", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30)
@given(data=st.data(), size=st.integers(1, 4), strides=st.sampled_from([None, 1, 2, 3]), padding=PADDINGS)
def test_keras_agrees_on_pools(
    kind: str, spatial: int, data: st.DataObject, size: int, strides: int | None, padding: str
) -> None:
    _agrees(data, spatial, f"{kind}Pooling{spatial}D", pool_size=size, strides=strides, padding=padding)


@pytest.mark.parametrize("spatial", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15)
@given(data=st.data(), keepdims=st.booleans())
def test_keras_agrees_on_global_pools(kind: str, spatial: int, data: st.DataObject, keepdims: bool) -> None:
    _agrees(data, spatial, f"Global{kind}Pooling{spatial}D", keepdims=keepdims)


@pytest.mark.parametrize("spatial", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15)
@given(data=st.data(), size=st.integers(1, 3))
def test_keras_agrees_on_adaptive_pools(kind: str, spatial: int, data: st.DataObject, size: int) -> None:
    _agrees(data, spatial, f"Adaptive{kind}Pooling{spatial}D", unknown=True, output_size=size)


@pytest.mark.parametrize("spatial", [2, 3])
@settings(max_examples=20)
@given(data=st.data(), pair=st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_keras_agrees_on_rows_added_and_taken_away(spatial: int, data: st.DataObject, pair: tuple[int, int]) -> None:
    _agrees(data, spatial, f"ZeroPadding{spatial}D", padding=(pair, *[(1, 2)] * (spatial - 1)))
    _agrees(data, spatial, f"Cropping{spatial}D", cropping=(pair, *[(1, 2)] * (spatial - 1)))


@settings(max_examples=20)
@given(data=st.data(), pair=st.tuples(st.integers(0, 3), st.integers(0, 3)), size=st.integers(1, 3))
def test_keras_agrees_on_steps_added_taken_away_and_repeated(
    data: st.DataObject, pair: tuple[int, int], size: int
) -> None:
    shape = data.draw(near((2, 6, 4)))
    agrees_on_layer(lambda: layers.ZeroPadding1D(pair), shape)
    agrees_on_layer(lambda: layers.Cropping1D(pair), shape)
    agrees_on_layer(lambda: layers.UpSampling1D(size), shape)


@pytest.mark.parametrize("spatial", [2, 3])
@settings(max_examples=15)
@given(data=st.data(), size=st.integers(1, 3))
def test_keras_agrees_on_repeated_rows(spatial: int, data: st.DataObject, size: int) -> None:
    _agrees(data, spatial, f"UpSampling{spatial}D", size=size)


def _agrees(data: st.DataObject, spatial: int, name: str, *, unknown: bool = False, **arguments: Any) -> None:
    order = data.draw(FORMATS)
    shape = (2, *[6] * spatial, 4) if order == "channels_last" else (2, 4, *[6] * spatial)
    make = lambda: getattr(layers, name)(data_format=order, **arguments)  # noqa: E731
    agrees_on_layer(make, data.draw(near(shape)), unknown=unknown)


def test_an_image_smaller_than_the_window() -> None:
    words = refusal(layers.MaxPooling2D(2), (1, 1, 1, 64))
    assert words == "expects inputs of at least 2 × 2 in axes 1 and 2 for its 2×2 window, but gets 1 × 1"


def test_vectors_where_images_are_pooled() -> None:
    words = refusal(layers.GlobalAveragePooling2D(), (32, 64))
    assert words == "expects inputs with 4 axes (batch × height × width × channels), but gets 2"


def test_sequences_are_named_by_their_length() -> None:
    words = refusal(layers.MaxPooling1D(2), (32, 64))
    assert words == "expects inputs with 3 axes (batch × length × channels), but gets 2"


def test_no_row_is_left() -> None:
    words = refusal(layers.Cropping2D(2), (1, 4, 9, 3))
    assert words == "expects inputs of at least 5 in axis 1 for its cropping, but gets 4"
