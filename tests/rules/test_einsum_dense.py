"""The layer of Keras that multiplies as an equation says, against Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import agrees_on_layer, near, refusal


@pytest.mark.parametrize(
    ("equation", "output_shape", "shape"),
    [
        ("ab,bc->ac", 4, (3, 5)),
        ("abc,cd->abd", (None, 4), (2, 3, 5)),
        ("...x,xy->...y", 4, (2, 3, 5)),
        ("abc,cde->abde", (None, 2, 4), (2, 3, 5)),
        ("abc,bcd->ad", 4, (2, 3, 5)),
    ],
)
@settings(max_examples=25)
@given(data=st.data(), called_before=st.booleans())
def test_keras_agrees_on_equations(
    equation: str, output_shape: Any, shape: tuple[int, ...], data: st.DataObject, called_before: bool
) -> None:
    def make() -> Any:
        return layers.EinsumDense(equation, output_shape)

    agrees_on_layer(make, data.draw(near(shape)), built_for=shape if called_before else None, unknown=True)


def test_an_axis_too_few_for_the_equation() -> None:
    words = refusal(layers.EinsumDense("abc,cd->abd", (None, 4)), (32, 8))
    assert words == "expects inputs with 3 axes (for its equation abc,cd->abd), but gets 2"


def test_other_features_than_the_kernel_has() -> None:
    words = refusal(layers.EinsumDense("abc,cd->abd", (None, 4)), (32, 10, 6), built_for=(32, 10, 8))
    assert words == "expects 8 features in axis 2 of its inputs, but gets 6"
