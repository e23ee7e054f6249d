"""The layers of Keras that make one tensor of several, against Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from shapeviz.shapes.shape import replaced
from tests.rules.keras_oracle import agrees_on_layer, near, refusal

Shape = tuple[int, ...]
SHAPES = st.sampled_from([(4, 5), (4, 3, 5), (4, 1, 5)])


@pytest.mark.parametrize("kind", [layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum])
@settings(max_examples=40)
@given(data=st.data(), shape=SHAPES, called_before=st.booleans())
def test_keras_agrees_on_elementwise_merges(kind: Any, data: st.DataObject, shape: Shape, called_before: bool) -> None:
    count = 2 if kind is layers.Subtract else data.draw(st.integers(2, 3))
    inputs = [data.draw(st.one_of(near(shape), st.just(shape[:1] + shape[2:]))) for _ in range(count)]
    agrees_on_layer(kind, inputs, built_for=[shape] * count if called_before else None, unknown=called_before)


@settings(max_examples=60)
@given(data=st.data(), shape=SHAPES, axis=st.sampled_from([-1, 1, -2]), called_before=st.booleans())
def test_keras_agrees_on_concatenation(data: st.DataObject, shape: Shape, axis: int, called_before: bool) -> None:
    others = st.integers(1, 4).map(lambda size: replaced(shape, axis, size))
    inputs = [data.draw(st.one_of(others, near(shape))) for _ in range(data.draw(st.integers(2, 3)))]
    built_for = [shape] * len(inputs) if called_before else None
    agrees_on_layer(lambda: layers.Concatenate(axis), inputs, built_for=built_for)


@settings(max_examples=60)
@given(data=st.data(), axes=st.sampled_from([-1, 1, 2, (1, 2), (2, 1)]))
def test_keras_agrees_on_dot_products(data: st.DataObject, axes: Any) -> None:
    left = data.draw(st.sampled_from([(4, 5), (4, 3, 5), (4, 3, 2, 5)]))
    right = data.draw(st.one_of(near((4, 5)), near((4, 6, 5)), near((4, 5, 6))))
    agrees_on_layer(lambda: layers.Dot(axes), [left, right], unknown=True)


def test_sums_of_samples_that_differ() -> None:
    words = refusal(layers.Add(), [(32, 64), (32, 128)])
    assert words == "expects equal sizes (or 1) in axis 1 of inputs[0] and inputs[1], but gets 64 and 128"


def test_batches_that_differ() -> None:
    words = refusal(layers.Multiply(), [(32, 64), (1, 64)])
    assert words == "expects inputs with the same batch size in axis 0, but gets 32 and 1"


def test_a_single_tensor() -> None:
    assert refusal(layers.Add(), (32, 64)) == "expects a list of inputs, but gets a single tensor"


def test_three_inputs_to_subtract() -> None:
    words = refusal(layers.Subtract(), [(32, 64)] * 3)
    assert words == "expects a list of exactly 2 inputs, but gets 3"


def test_images_of_unequal_size_to_concatenate() -> None:
    words = refusal(layers.Concatenate(), [(8, 54, 54, 64), (8, 55, 55, 64)])
    assert words == "expects inputs that agree in every axis but axis=-1, but gets 54 × 54 and 55 × 55 in axes 1 and 2"


def test_dot_products_along_unequal_axes() -> None:
    words = refusal(layers.Dot(axes=1), [(32, 64), (32, 10)])
    assert words == "expects equal sizes in axis 1 of inputs[0] and axis 1 of inputs[1], but gets 64 and 10"
