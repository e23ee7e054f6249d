"""The normalisations of Keras, and its slopes that are learned, against Keras."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from shapeviz.rules import Conflict, judge
from shapeviz.tracing.frontends.keras.binding_layers import bind_layer
from tests.rules.keras_oracle import agrees_on_layer, near, refusal

Shape = tuple[int, ...]
SHAPES = st.sampled_from([(4, 6), (4, 3, 5, 6)])


@settings(max_examples=50)
@given(data=st.data(), shape=SHAPES, axis=st.sampled_from([-1, 1]), called_before=st.booleans())
def test_keras_agrees_on_batch_normalization(data: st.DataObject, shape: Shape, axis: int, called_before: bool) -> None:
    built_for = shape if called_before else None
    agrees_on_layer(lambda: layers.BatchNormalization(axis=axis), data.draw(near(shape)), built_for=built_for)


@settings(max_examples=50)
@given(data=st.data(), groups=st.sampled_from([1, 2, 3, -1]), called_before=st.booleans())
def test_keras_agrees_on_group_normalization(data: st.DataObject, groups: int, called_before: bool) -> None:
    shape = (4, 3, 6)
    built_for = shape if called_before else None
    agrees_on_layer(lambda: layers.GroupNormalization(groups), data.draw(near(shape)), built_for=built_for)


@pytest.mark.parametrize("kind", [layers.LayerNormalization, layers.RMSNormalization])
@settings(max_examples=40)
@given(data=st.data(), axis=st.sampled_from([-1, [-2, -1], 1]), called_before=st.booleans())
def test_keras_agrees_on_normalization_of_each_sample(
    kind: Any, data: st.DataObject, axis: Any, called_before: bool
) -> None:
    shape = (4, 3, 6)
    built_for = shape if called_before and axis != 1 else None
    agrees_on_layer(lambda: kind(axis=axis), data.draw(near(shape)), built_for=built_for, unknown=True)


@given(data=st.data(), shape=SHAPES, axis=st.sampled_from([-1, 1, 2, (1, 2)]))
def test_keras_agrees_on_unit_vectors(data: st.DataObject, shape: Shape, axis: Any) -> None:
    agrees_on_layer(lambda: layers.UnitNormalization(axis), data.draw(near(shape)))


@settings(max_examples=50)
@given(data=st.data(), shape=SHAPES, shared=st.sampled_from([None, [1]]), called_before=st.booleans())
def test_keras_agrees_on_learned_slopes(
    data: st.DataObject, shape: Shape, shared: list[int] | None, called_before: bool
) -> None:
    built_for = shape if called_before else None
    make = lambda: layers.PReLU(shared_axes=shared)  # noqa: E731
    agrees_on_layer(make, data.draw(near(shape)), built_for=built_for, unknown=True)


@given(data=st.data(), axis=st.sampled_from([-1, 1]))
def test_keras_agrees_on_features_like_those_it_was_adapted_to(data: st.DataObject, axis: int) -> None:
    def make() -> keras.Layer:
        layer = layers.Normalization(axis=axis)
        layer.adapt(np.ones((3, 4, 5), "float32"))
        return layer

    agrees_on_layer(make, data.draw(near((2, 4, 5))), unknown=True)


def test_another_number_of_features_than_in_the_first_call() -> None:
    words = refusal(layers.BatchNormalization(), (32, 28, 28, 32), built_for=(32, 28, 28, 16))
    assert words == "expects 16 features in axis 3 (the last) of its inputs, but gets 32"


def test_another_number_of_axes_than_in_the_first_call() -> None:
    words = refusal(layers.BatchNormalization(), (32, 16), built_for=(32, 28, 28, 16))
    assert words == "expects inputs with 4 axes (as in its first call), but gets 2"


def test_an_axis_that_the_inputs_lack() -> None:
    words = refusal(layers.UnitNormalization(axis=2), (32, 16))
    assert words == "expects an axis from -2 to 1, as its input has 2 axes, but gets 2"


def test_several_normalized_axes() -> None:
    words = refusal(layers.LayerNormalization(axis=[-2, -1]), (8, 5, 6), built_for=(8, 3, 4))
    assert words == "expects 3 × 4 in axes 1 and 2 of its inputs, but gets 5 × 6"


def test_other_features_than_those_it_was_adapted_to() -> None:
    layer = layers.Normalization()
    layer.adapt(np.ones((3, 4), "float32"))
    call = bind_layer(layer, (np.zeros((32, 6)),))
    assert call is not None
    verdict = judge(call)
    assert isinstance(verdict, Conflict)
    assert verdict.expects == "4 in axis 1 of its inputs, as in the data that it was adapted to"
