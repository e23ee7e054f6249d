"""`np.pad` with too few pairs."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told


def test_the_colours_of_a_picture_are_left_as_they_are() -> None:
    assert told(first_fix("photo = np.ones((6, 8, 3))\nframed = np.pad(photo, ((1, 1), (2, 2)))")) == (
        "Leave the last axis as it is",
        "framed = np.pad(photo, ((1, 1), (2, 2), (0, 0)))",
        "`pad` takes a pair of numbers for each of the 3 axes of (6, 8, 3), and here are 2.",
    )
