"""NumPy's ways to join arrays."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told


def test_features_stand_beside_each_other_and_not_below() -> None:
    assert told(first_fix("ages, kinds = np.ones((6, 1)), np.ones((6, 3))\ntable = np.vstack([ages, kinds])")) == (
        "Use hstack in place of vstack",
        "table = np.hstack([ages, kinds])",
        "`vstack` puts arrays below each other, for which the shapes (6, 1) and (6, 3) do not fit; `hstack` puts them "
        "beside each other and gives (6, 4).",
    )


def test_a_vector_beside_columns_is_made_a_column() -> None:
    assert told(first_fix("areas = np.linspace(1, 2, 6)[:, None]\ntable = np.hstack([np.ones(6), areas])")) == (
        "Make `np.ones(6)` a column",
        "table = np.hstack([np.ones(6)[:, None], areas])",
        "`np.ones(6)` has the shape (6,) and goes beside (6, 1): as a column it has the shape (6, 1).",
    )


def test_a_vector_that_is_appended_to_a_table_is_made_a_row() -> None:
    cell = "results, row = np.empty((0, 3)), np.ones(3)\nresults = np.append(results, row, axis=0)"
    assert told(first_fix(cell)) == (
        "Make `row` a row",
        "results = np.append(results, row[None], axis=0)",
        "`row` has the shape (3,) and goes beside (0, 3): as a row it has the shape (1, 3).",
    )
