"""An embedding gets class numbers."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_an_embedding_gets_class_numbers_in_place_of_one_hot_rows() -> None:
    fixes = proposed(
        """
        words = keras.utils.to_categorical(np.ones((4, 5), int), 9)
        x = keras.Input(words.shape[1:])
        h = layers.Embedding(9, 3)(x)
        h = layers.LSTM(4)(h)
        """
    )
    assert fixes[0].title == "Use the class numbers `np.ones((4, 5), int)`"
    assert fixes[0].new == "words = np.ones((4, 5), int)"
    assert fixes[0].reason == (
        "embedding (Embedding) takes class numbers, and its input has an axis of 9, as one-hot rows have."
    )
    assert fixes[0].verified
