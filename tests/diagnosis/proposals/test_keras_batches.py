"""Data without a batch axis gets one."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_one_sample_is_taken_as_a_batch_of_one() -> None:
    fixes = proposed(
        """
        m = keras.Sequential([keras.Input((6, 1)), layers.Flatten(), layers.Dense(2)])
        m.compile('sgd', 'mse')
        data = np.ones((8, 6, 1))
        m.fit(data, np.ones((8, 2)), verbose=0)
        one = data[3]
        m.predict(one, verbose=0)
        """
    )
    assert fixes[0].title == "Give `one` a batch axis"
    assert fixes[0].new.strip() == "one = data[3:4]"
    assert fixes[0].reason == "`one` has the shape (6, 1), which is that of one sample: the batch axis is missing."
    assert fixes[0].verified
