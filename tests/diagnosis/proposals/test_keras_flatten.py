"""Predictions get as many axes as the labels."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_axes_between_are_flattened_before_the_dense_layers() -> None:
    fixes = proposed(
        """
        m = keras.Sequential([keras.Input((6, 2)), layers.Dense(4), layers.Dense(5)])
        m.compile('sgd', 'categorical_crossentropy')
        m.fit(np.ones((4, 6, 2)), np.ones((4, 5)), verbose=0)
        """
    )
    assert fixes[0].title == "Put Flatten before dense"
    assert (
        fixes[0].new.strip()
        == "m = keras.Sequential([keras.Input((6, 2)), layers.Flatten(), layers.Dense(4), layers.Dense(5)])"
    )
    assert fixes[0].reason == (
        "The predictions have the shape (4, 6, 5) and the labels (4, 5): the axes between were never flattened."
    )
    assert fixes[0].verified
