"""Arrays stand in the order of a model's outputs."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_labels_in_the_wrong_order_are_exchanged() -> None:
    fixes = proposed(
        """
        x = keras.Input((4,))
        m = keras.Model(x, [layers.Dense(2)(x), layers.Dense(3)(x)])
        m.compile('sgd', ['mse', 'mae'])
        twos, threes = np.ones((6, 2)), np.ones((6, 3))
        m.fit(np.ones((6, 4)), [threes, twos], verbose=0)
        """
    )
    assert fixes[0].title == "Exchange `threes` and `twos`"
    assert fixes[0].new == "m.fit(np.ones((6, 4)), [twos, threes], verbose=0)"
    assert fixes[0].reason == (
        "`threes` of shape (6, 3) stands where (6, 2) is wanted, and `twos` has the shape (6, 2): the two are in the "
        "wrong order."
    )
    assert fixes[0].verified
