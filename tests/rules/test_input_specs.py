"""What models of Keras ask of their inputs, against Keras."""

from __future__ import annotations

import keras
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from shapeviz.tracing.frontends.keras.binding_models import bind_model
from tests.rules.keras_oracle import agrees_on_model, near, refusal_of_model

Open = tuple[int | None, ...]
INPUTS = st.sampled_from([(5,), (5, 1), (6, 6), (6, 6, 1), (6, 6, 3), (None, 3), (None, None, 1)])


@st.composite
def given_for(draw: st.DrawFn, shape: Open) -> tuple[int, ...]:
    """A shape near that of an `Input`, perhaps with a last axis more or less."""
    found = draw(near((4, *(size or 7 for size in shape))))
    return draw(st.sampled_from([found, (*found, 1), found[:-1] or found]))


@settings(max_examples=80)
@given(data=st.data(), shape=INPUTS, sequential=st.booleans())
def test_keras_agrees_on_models_with_one_input(data: st.DataObject, shape: Open, sequential: bool) -> None:
    start = keras.Input(shape)
    functional = keras.Model(start, layers.Identity()(start))
    model = keras.Sequential([start, layers.Identity()]) if sequential else functional
    agrees_on_model(model, data.draw(given_for(shape)))


@settings(max_examples=40)
@given(data=st.data(), shapes=st.tuples(INPUTS, INPUTS))
def test_keras_agrees_on_models_with_two_inputs(data: st.DataObject, shapes: tuple[Open, Open]) -> None:
    starts = [keras.Input(shape) for shape in shapes]
    model = keras.Model(starts, [layers.Identity()(start) for start in starts])
    agrees_on_model(model, [data.draw(given_for(shape)) for shape in shapes])


def _model(*shapes: Open) -> keras.Model:
    starts = [keras.Input(shape, name=f"input_{index}") for index, shape in enumerate(shapes)]
    return keras.Model(starts, [layers.Identity()(start) for start in starts])


def test_images_of_another_size() -> None:
    words = refusal_of_model(_model((28, 28, 1)), (32, 32, 32, 1))
    assert words == "expects inputs of shape (None, 28, 28, 1), but gets (32, 32, 32, 1)"


def test_a_single_image_lacks_its_batch() -> None:
    words = refusal_of_model(_model((32, 32, 3)), (32, 32, 3))
    assert words == "expects inputs of shape (None, 32, 32, 3), but gets (32, 32, 3)"


def test_the_wrong_one_of_two_inputs() -> None:
    words = refusal_of_model(_model((5,), (7,)), [(2, 5), (2, 6)])
    assert words == "expects inputs[1] of shape (None, 7), but gets (2, 6)"


def test_an_input_too_few() -> None:
    assert refusal_of_model(_model((5,), (7,)), [(2, 5)]) == "expects 2 inputs, but gets 1"


def test_a_dictionary_gives_inputs_by_their_names() -> None:
    given = {"input_1": np.zeros((2, 7)), "input_0": np.zeros((2, 5))}
    call = bind_model(_model((5,), (7,)), (given,))
    assert call is not None and call.operands == {"inputs": [(2, 5), (2, 7)]}


def test_a_model_with_a_call_of_its_own_asks_nothing() -> None:
    class Own(keras.Model):
        def call(self, inputs):
            return inputs

    assert bind_model(Own(), (np.zeros((2, 5)),)) is None
