"""Arrays that are given together have as many samples."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_an_array_without_a_batch_axis_gets_one() -> None:
    fixes = proposed(
        """
        a, b = keras.Input((3,)), keras.Input((2,))
        m = keras.Model([a, b], layers.Dense(1)(layers.concatenate([a, b])))
        extra = np.zeros(2)
        m.predict([np.ones((1, 3)), extra], verbose=0)
        """
    )
    assert fixes[0].title == "Give `extra` a batch axis"
    assert fixes[0].new.strip() == "extra = np.zeros((1, 2))"
    assert fixes[0].reason == "`extra` has the shape (2,): the batch axis is missing."
    assert fixes[0].verified


def test_rows_that_have_no_window_are_left_out() -> None:
    fixes = proposed(
        """
        n = 3
        def cut(s):
            return np.array([s[i:i + n] for i in range(len(s) - n)]), s
        x, y = cut(np.arange(20.0))
        m = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
        m.compile('sgd', 'mse')
        m.fit(x, y, verbose=0)
        """
    )
    assert fixes[0].title == "Leave out the first 3 samples of `y`"
    assert fixes[0].new.strip() == "return np.array([s[i:i + n] for i in range(len(s) - n)]), s[n:]"
    assert fixes[0].reason == "x has 17 samples and y has 20: y has 3 more."
    assert fixes[0].verified
