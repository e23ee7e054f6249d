"""The losses of Keras, against Keras."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import losses

from shapeviz.tracing.frontends.keras.binding_losses import bind_loss
from tests.rules.keras_oracle import agrees_on_loss, near, refusal_of_loss

Shape = tuple[int, ...]
FUNCTIONS = [
    losses.mean_squared_error, losses.mean_absolute_error, losses.huber, losses.log_cosh, losses.cosine_similarity,
    losses.hinge, losses.categorical_hinge, losses.kl_divergence, losses.poisson, losses.binary_crossentropy,
    losses.categorical_crossentropy, losses.sparse_categorical_crossentropy, losses.categorical_focal_crossentropy,
    losses.binary_focal_crossentropy, losses.dice,
]  # fmt: skip
CLASSES = [
    losses.MeanSquaredError, losses.MeanAbsoluteError, losses.MeanAbsolutePercentageError, losses.Huber,
    losses.MeanSquaredLogarithmicError, losses.SquaredHinge, losses.KLDivergence, losses.BinaryCrossentropy,
    losses.CategoricalCrossentropy, losses.SparseCategoricalCrossentropy, losses.CosineSimilarity, losses.Tversky,
]  # fmt: skip


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Shape, Shape]:
    """Shapes of `y_true` and `y_pred` that are alike, or nearly."""
    pred = draw(st.sampled_from([(4, 5), (4, 1), (4, 3, 5), (4, 3, 1)]))
    alike = st.sampled_from([pred, pred[:-1], (*pred, 1), (*pred[:-1], 1)])
    return draw(st.one_of(alike, near(pred))), pred


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
@settings(max_examples=25)
@given(pair=pairs())
def test_keras_agrees_on_functions(function: Any, pair: tuple[Shape, Shape]) -> None:
    agrees_on_loss(function, *pair)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
@settings(max_examples=25)
@given(pair=pairs(), reduction=st.sampled_from(["sum_over_batch_size", "none"]))
def test_keras_agrees_on_loss_objects(kind: Any, pair: tuple[Shape, Shape], reduction: str) -> None:
    agrees_on_loss(kind(reduction=reduction), *pair)


def test_class_numbers_where_one_number_for_each_class_is_due() -> None:
    words = refusal_of_loss("categorical_crossentropy", (32,), (32, 10))
    assert words == "expects y_true of the same shape as y_pred, (32, 10), but gets (32,)"


def test_one_number_for_each_class_where_class_numbers_are_due() -> None:
    words = refusal_of_loss(losses.SparseCategoricalCrossentropy(), (32, 10), (32, 10))
    assert words == (
        "expects y_true of shape (32,) or (32, 1), one class index for each row of y_pred, but gets (32, 10)"
    )


def test_outputs_and_targets_of_unequal_width() -> None:
    words = refusal_of_loss("mse", (32, 3), (32, 2))
    assert words == "expects equal sizes (or 1) in axis 1 of y_pred and y_true, but gets 2 and 3"


@pytest.mark.parametrize("loss", [lambda y_true, y_pred: y_pred, "no_such_loss", keras.losses.CTC(), None])
def test_other_losses_are_not_judged(loss: Any) -> None:
    assert bind_loss(loss, keras.ops.zeros((2, 3)), keras.ops.zeros((2, 3))) is None
