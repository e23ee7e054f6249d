"""The layers of Keras that rearrange a sample, against Keras."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tests.rules.keras_oracle import FORMATS, agrees_on_layer, near, refusal

Shape = tuple[int, ...]


@settings(max_examples=60)
@given(
    data=st.data(),
    target=st.sampled_from([(6, 4), (-1,), (2, -1), (24,), (3, -1, 2)]),
    shape=st.sampled_from([(4, 24), (2, 6, 4), (3, 8, 3)]),
)
def test_keras_agrees_on_reshape(data: st.DataObject, target: Shape, shape: Shape) -> None:
    agrees_on_layer(lambda: layers.Reshape(target), data.draw(near(shape)))


@given(data=st.data(), shape=st.sampled_from([(3,), (4, 6), (2, 3, 6)]), order=FORMATS)
def test_keras_agrees_on_flatten(data: st.DataObject, shape: Shape, order: str) -> None:
    agrees_on_layer(lambda: layers.Flatten(order), data.draw(near(shape)))


@given(data=st.data(), dims=st.sampled_from([(2, 1), (1, 2), (3, 1, 2)]))
def test_keras_agrees_on_permuted_axes(data: st.DataObject, dims: Shape) -> None:
    agrees_on_layer(lambda: layers.Permute(dims), data.draw(near((4, 2, 5))))


@given(data=st.data(), times=st.integers(1, 3))
def test_keras_agrees_on_repeated_vectors(data: st.DataObject, times: int) -> None:
    agrees_on_layer(lambda: layers.RepeatVector(times), data.draw(near((4, 2))))


def test_a_target_shape_of_another_number_of_elements() -> None:
    words = refusal(layers.Reshape((28, 28, 1)), (32, 100))
    assert words == "expects 784 elements (= 28 × 28 × 1) for each sample of its inputs, but gets 100"


def test_a_target_shape_that_leaves_a_remainder() -> None:
    words = refusal(layers.Reshape((-1, 3)), (32, 4, 4))
    assert words == (
        "expects a multiple of 3 elements (for a target_shape of -1 × 3) for each sample of its inputs, "
        "but gets 16 (= 4 × 4)"
    )


def test_an_axis_too_few_to_permute() -> None:
    words = refusal(layers.Permute((2, 1)), (32, 10))
    assert words == "expects inputs with 3 axes (batch and one for each of its dims), but gets 2"


def test_a_sequence_where_a_vector_is_repeated() -> None:
    words = refusal(layers.RepeatVector(3), (32, 5, 10))
    assert words == "expects inputs with 2 axes (batch × features), but gets 3"
