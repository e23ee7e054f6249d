"""Every row of one array with every row of another."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told


def test_distances_to_every_centre_need_an_axis_for_the_centres() -> None:
    cell = (
        "points, centres = np.ones((9, 2)), np.ones((4, 2))\nfar = np.abs(points - centres).sum(axis=1)\n"
        "nearest = far.argmin(axis=1)"
    )
    assert told(first_fix(cell)) == (
        "Pair every row with every row",
        "far = np.abs(points[:, None] - centres).sum(axis=2)",
        "`points` has 9 rows and `centres` 4: (9, 2) and (4, 2) meet row by row only with an axis of their own for "
        "each.",
    )
