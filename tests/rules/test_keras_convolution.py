"""The convolutions of Keras, against Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import FORMATS, PADDINGS, agrees_on_layer, near, refusal


@st.composite
def windows(draw: st.DrawFn, *, causal: bool = False) -> dict[str, Any]:
    """How a kernel slides; Keras takes no gaps in it together with strides."""
    strides = draw(st.integers(1, 3))
    return {
        "kernel_size": draw(st.integers(1, 4)),
        "strides": strides,
        "padding": "causal" if causal and draw(st.booleans()) else draw(PADDINGS),
        "dilation_rate": draw(st.integers(1, 2)) if strides == 1 else 1,
        "data_format": draw(FORMATS),
    }


@pytest.mark.parametrize("spatial", [1, 2, 3])
@settings(max_examples=40)
@given(data=st.data(), groups=st.sampled_from([1, 1, 2, 4]), called_before=st.booleans())
def test_keras_agrees_on_convolutions(spatial: int, data: st.DataObject, groups: int, called_before: bool) -> None:
    settings = data.draw(windows(causal=spatial == 1))
    kind = getattr(layers, f"Conv{spatial}D")
    _agrees(lambda: kind(4, groups=groups, **settings), spatial, settings, data, called_before)


@pytest.mark.parametrize("spatial", [1, 2, 3])
@settings(max_examples=30)
@given(data=st.data(), called_before=st.booleans())
def test_keras_agrees_on_transposed_convolutions(spatial: int, data: st.DataObject, called_before: bool) -> None:
    settings = data.draw(windows())
    extra = data.draw(st.sampled_from([None, 0, 1])) if settings["strides"] > 1 else None
    kind = getattr(layers, f"Conv{spatial}DTranspose")
    make = lambda: kind(3, output_padding=extra, **settings)  # noqa: E731
    _agrees(make, spatial, settings, data, called_before, unknown=extra is not None)


@pytest.mark.parametrize("spatial", [1, 2])
@pytest.mark.parametrize("name", ["Depthwise", "Separable"])
@settings(max_examples=30)
@given(data=st.data(), multiplier=st.integers(1, 3), called_before=st.booleans())
def test_keras_agrees_on_convolutions_of_single_channels(
    name: str, spatial: int, data: st.DataObject, multiplier: int, called_before: bool
) -> None:
    settings = data.draw(windows()) | {"depth_multiplier": multiplier}
    settings |= {"filters": 3} if name == "Separable" else {}
    kind = getattr(layers, f"{name}Conv{spatial}D")
    _agrees(lambda: kind(**settings), spatial, settings, data, called_before)


def _agrees(
    make: Any, spatial: int, settings: dict[str, Any], data: st.DataObject, called_before: bool, unknown: bool = False
) -> None:
    def batch_of(size: int) -> tuple[int, ...]:
        sizes = [size] * spatial
        return (2, *sizes, 4) if settings["data_format"] == "channels_last" else (2, 4, *sizes)

    # A kernel of 4 with gaps in it reaches over 7: every layer can be built for that.
    built_for = batch_of(7) if called_before else None
    agrees_on_layer(make, data.draw(near(batch_of(6))), built_for=built_for, unknown=unknown)


def test_images_without_channels() -> None:
    words = refusal(layers.Conv2D(16, 3), (32, 28, 28))
    assert words == "expects inputs with 4 axes (batch × height × width × channels), but gets 3"


def test_another_number_of_channels_than_the_layer_was_built_for() -> None:
    words = refusal(layers.Conv2D(16, 3), (32, 28, 28, 1), built_for=(32, 28, 28, 3))
    assert words == "expects 3 channels in axis 3 (the last) of its inputs, but gets 1"


def test_channels_in_front_are_named_as_such() -> None:
    layer = layers.Conv2D(16, 3, data_format="channels_first")
    words = refusal(layer, (32, 28, 28, 3), built_for=(32, 3, 28, 28))
    assert words == "expects 3 channels in axis 1 of its inputs, but gets 28"


def test_an_image_smaller_than_the_kernel() -> None:
    words = refusal(layers.Conv2D(16, 5), (1, 28, 3, 1))
    assert words == "expects inputs of at least 5 in axis 2 for its 5×5 kernel, but gets 3"


def test_channels_that_groups_do_not_divide() -> None:
    words = refusal(layers.Conv1D(4, 1, groups=4), (1, 8, 6))
    assert words == "expects a multiple of 4 (its groups) in axis 2 of its inputs, but gets 6"
