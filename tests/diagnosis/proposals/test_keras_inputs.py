"""Data takes the shape that a model was told."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_data_is_reshaped_to_what_the_model_was_told() -> None:
    fixes = proposed(
        """
        m = keras.Sequential([layers.Dense(3, input_shape=(12,))])
        images = np.ones((4, 3, 4))
        m.predict(images, verbose=0)
        """
    )
    assert fixes[0].title == "Give the data the shape (12,)"
    assert fixes[0].new.strip() == "images = np.ones((4, 3, 4)).reshape(-1, 12)"
    assert fixes[0].reason == (
        "The model was told that each sample has the shape (12,), and gets (3, 4): the numbers are the "
        "same, in other axes."
    )
    assert fixes[0].verified
