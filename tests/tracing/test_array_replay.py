"""Calls on arrays in rehearsals: what one that does not fit gives."""

from __future__ import annotations

import shapeviz

MASKED = """import numpy as np
mask = np.arange(7) < np.array([7, 4, 5])[:, None]
scores = np.ones((3, 2, 7, 7))
scores = np.where(mask, scores, -1e9)
centred = scores - scores.max()
"""


def test_what_does_not_fit_gives_values_of_the_type_that_it_would_have_given() -> None:
    check = shapeviz.check_cell(MASKED)
    assert [mismatch.line for mismatch in check.mismatches] == [4]
    assert check.mismatches[0].fixes[0].outcome == "The cell then runs: where gives 3×2×7×7."


def test_what_a_loop_kept_of_each_round_is_not_taken_for_that_of_the_last() -> None:
    check = shapeviz.check_cell(
        """import numpy as np
layers = [np.ones((30, 7)), np.ones((10, 30))]
def back(x, y):
    outputs = [x]
    for w in layers:
        outputs.append(np.tanh(np.dot(w, outputs[-1])) + np.ones((len(w), 1)))
    delta = outputs[-1] - y
    return np.dot(outputs[-2], delta.T), np.dot(delta.T, outputs[-3])
back(np.ones(7), np.ones((10, 1)))
"""
    )
    assert [mismatch.line for mismatch in check.mismatches] == [8]
