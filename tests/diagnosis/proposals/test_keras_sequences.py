"""Recurrent layers give a sequence where one is taken."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_a_recurrent_layer_before_another_gives_all_its_steps() -> None:
    fixes = proposed(
        """
        x = keras.Input((6, 2))
        h = layers.LSTM(4)(x)
        h = layers.LSTM(3)(h)
        """
    )
    assert fixes[0].title == "Let lstm give all its steps"
    assert fixes[0].new.strip() == "h = layers.LSTM(4, return_sequences=True)(x)"
    assert fixes[0].reason == "lstm (LSTM) gives the last of its steps alone, and lstm_1 (LSTM) is to take a sequence."
    assert fixes[0].verified


def test_a_recurrent_layer_before_the_output_gives_its_last_step() -> None:
    fixes = proposed(
        """
        m = keras.Sequential([keras.Input((6, 2)), layers.GRU(4, return_sequences=True), layers.Dense(5)])
        m.compile('sgd', 'mse')
        m.fit(np.ones((4, 6, 2)), np.ones((4, 5)), verbose=0)
        """
    )
    assert fixes[0].title == "Let gru give its last step alone"
    assert "layers.GRU(4, return_sequences=False)" in fixes[0].new
    assert fixes[0].reason == (
        "gru (GRU) gives all its steps, and mse (mean_squared_error) is to take one step of each sequence."
    )
    assert fixes[0].verified
