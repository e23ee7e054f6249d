"""Arrays that are written out number by number."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told


def test_a_list_that_is_one_short_goes_on_as_it_ended() -> None:
    assert told(first_fix("P = np.full((4, 4), 0.25)\nstart = np.array([1.0, 0.0, 0.0])\nthen = start @ P")) == (
        "Write 4 numbers",
        "start = np.array([1.0, 0.0, 0.0, 0.0])",
        "3 numbers are written here, where 4 would fit.",
    )


def test_a_list_that_is_one_too_long_is_cut() -> None:
    assert told(first_fix("P = np.full((2, 2), 0.5)\nstart = np.array([1.0, 0.0, 0.0])\nthen = start @ P")) == (
        "Write 2 numbers",
        "start = np.array([1.0, 0.0])",
        "3 numbers are written here, where 2 would fit.",
    )
