"""The shape that a model is told follows its layers and its data."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_a_model_is_told_the_shape_of_its_data() -> None:
    fixes = proposed(
        """
        x = np.ones((4, 6, 6, 3))
        m = keras.Sequential([keras.Input((3, 6, 6)), layers.Conv2D(2, 1), layers.Flatten(), layers.Dense(1)])
        m.compile('sgd', 'mse')
        m.fit(x, np.ones((4, 1)), verbose=0)
        """
    )
    assert fixes[0].title == "Tell the model the shape (6, 6, 3)"
    assert fixes[0].new.strip() == (
        "m = keras.Sequential([keras.Input((6, 6, 3)), layers.Conv2D(2, 1), layers.Flatten(), layers.Dense(1)])"
    )
    assert fixes[0].reason == (
        "The model was told that each sample has the shape (3, 6, 6), and conv2d (Conv2D) gets samples "
        "of shape (6, 6, 3)."
    )
    assert fixes[0].verified


def test_a_series_gets_an_axis_for_its_one_feature() -> None:
    fixes = proposed(
        """
        x = keras.Input((9,))
        h = layers.GRU(4)(x)
        """
    )
    assert fixes[0].title == "Tell the model the shape (9, 1)"
    assert fixes[0].new.strip() == "x = keras.Input((9, 1))"
    assert fixes[0].reason == (
        "gru (GRU) takes 3 axes, and gets the shape (32, 9): the axis of the channels or features is "
        "missing, of which there is one."
    )
    assert fixes[0].verified


def test_sides_are_made_to_halve_evenly() -> None:
    fixes = proposed(
        """
        SIDE = 10
        x = keras.Input((SIDE, SIDE, 1))
        d = layers.MaxPooling2D(2)(layers.MaxPooling2D(2)(x))
        u = layers.UpSampling2D(4)(d)
        y = layers.concatenate([x, u])
        """
    )
    assert fixes[0].title == "Make the images 8 × 8"
    assert fixes[0].new.strip() == "SIDE = 8"
    assert fixes[0].reason == (
        "The sides 10 × 10 are halved 2 times and do not halve evenly, so that two maps of one size come out unequal."
    )
    assert fixes[0].verified
