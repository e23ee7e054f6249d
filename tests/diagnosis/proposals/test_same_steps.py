"""What was done with one part of the data only."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told


def test_the_other_part_of_the_data_gets_its_column_of_ones_too() -> None:
    cell = (
        "X = np.ones((10, 3))\nX_train, X_test = X[:8], X[8:]\nA = np.c_[np.ones(len(X_train)), X_train]\n"
        "theta = np.zeros(4)\nfit = A.dot(theta)\nguess = X_test.dot(theta)"
    )
    assert told(first_fix(cell)) == (
        "Prepare `X_test` as `X_train`",
        "guess = np.c_[np.ones(len(X_test)), X_test].dot(theta)",
        "Line 4 prepares `X_train`; `X_test`, which was made along with it, is used as it was.",
    )
