"""Images keep the sides that they are to have."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_convolutions_that_leave_no_room_are_padded() -> None:
    fixes = proposed(
        """
        x = keras.Input((5, 5, 1))
        for _ in range(3):
            x = layers.Conv2D(2, 3)(x)
        """
    )
    assert fixes[0].title == 'Give the convolutions padding="same"'
    assert fixes[0].new.strip() == 'x = layers.Conv2D(2, 3, padding="same")(x)'
    assert (
        fixes[0].reason == "Each convolution without padding cuts a rim off, and conv2d_2 (Conv2D) is left with 1 × 1."
    )
    assert fixes[0].verified


def test_a_rim_that_was_cut_off_is_kept() -> None:
    fixes = proposed(
        """
        data = np.ones((4, 8, 8, 1))
        x = keras.Input((8, 8, 1))
        h = layers.Conv2D(2, 3)(x)
        m = keras.Model(x, layers.Conv2D(1, 1, padding='same')(h))
        m.compile('sgd', 'mse')
        m.fit(data, data, verbose=0)
        """
    )
    assert fixes[0].title == 'Give conv2d padding="same"'
    assert fixes[0].new.strip() == 'h = layers.Conv2D(2, 3, padding="same")(x)'
    assert fixes[0].reason == (
        "conv2d (Conv2D) cuts the rim off its image, and the image ends with 6 × 6 where mse "
        "(mean_squared_error) needs 8 × 8."
    )
    assert fixes[0].verified
