"""Vectors where a network works on columns."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told


def test_a_picture_that_goes_into_a_network_of_columns_is_made_a_column() -> None:
    cell = (
        "w, b = np.ones((4, 6)), np.ones((4, 1))\nx = np.ones((2, 3)).flatten()\ny = np.tanh(np.dot(w, x) + b)\n"
        "slope = np.dot(y - np.ones((4, 1)), x.T)"
    )
    assert told(first_fix(cell)) == (
        "Make a column of it",
        "x = np.ones((2, 3)).reshape(-1, 1)",
        "`flatten` gives a vector with one axis, and further on (4,) and (4, 1) meet, which makes a square of them; a "
        "column stays a column.",
    )
