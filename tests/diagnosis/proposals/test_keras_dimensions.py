"""Layers work along as many axes as the data has."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_layers_for_another_number_of_axes_are_exchanged_in_the_whole_model() -> None:
    fixes = proposed(
        """
        m = keras.Sequential([layers.Conv1D(4, 3, input_shape=(8, 8, 3)), layers.MaxPooling1D(2)])
        """
    )
    assert fixes[0].title == "Use Conv2D in place of Conv1D"
    assert (
        fixes[0].new.strip()
        == "m = keras.Sequential([layers.Conv2D(4, 3, input_shape=(8, 8, 3)), layers.MaxPooling2D(2)])"
    )
    assert fixes[0].reason == (
        "Conv1D works along 1 axis, and the data of shape (32, 8, 8, 3) has 2 between the samples and the channels."
    )
    assert fixes[0].verified
