"""Rows that were dropped from one array only."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told


def test_the_labels_lose_the_rows_that_the_features_lost() -> None:
    cell = (
        "X = np.arange(12.0).reshape(6, 2)\ny = np.array([0, 1, 0, 1, 0, 1])\nkeep = X.sum(axis=1) > 4\nX = X[keep]\n\n"
        "first = X[y == 0].mean(axis=0)"
    )
    fix = first_fix(cell)
    assert told(fix) == (
        "Select the same of `y`",
        "y = y[keep]",
        "Line 5 keeps of `X` only what `keep` selects, and `y`, which goes beside it, keeps all.",
    )
    assert [(edit.line, edit.old) for edit in fix.edits] == [(6, None)]
