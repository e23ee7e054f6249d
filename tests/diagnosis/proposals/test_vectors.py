"""Functions that take vectors only."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told

LINE = "marks = np.array([2.0, 3.0, 5.0, 7.0])\nline = np.polyfit(hours, marks, 1)"


def test_the_reshape_that_made_a_column_of_a_vector_is_taken_away() -> None:
    assert told(first_fix(f"hours = np.array([1.0, 2.0, 4.0, 5.0]).reshape(-1, 1)\n{LINE}")) == (
        "Take `reshape` away",
        "hours = np.array([1.0, 2.0, 4.0, 5.0])",
        "The tensor has the shape (4,) before `reshape`, which is the one that is needed; `reshape` makes (4, 1) of "
        "it.",
    )


def test_a_column_is_flattened_at_the_call() -> None:
    assert told(first_fix(f"hours = np.array([[1.0], [2.0], [4.0], [5.0]])\n{LINE}")) == (
        "Flatten `hours`",
        "line = np.polyfit(hours.ravel(), marks, 1)",
        "`hours` has the shape (4, 1), and a vector with one axis is taken.",
    )
