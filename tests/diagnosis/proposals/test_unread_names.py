"""Variables that are made and never used."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told


def test_the_bias_that_nobody_uses_is_the_one_that_is_meant() -> None:
    cell = (
        "x, W1, W2 = np.ones((6, 3)), np.ones((3, 5)), np.ones((5, 2))\nb1 = np.zeros(5)\nb2 = np.zeros(2)\n"
        "hidden = np.tanh(x @ W1 + b2)\nscores = hidden @ W2 + b2"
    )
    assert told(first_fix(cell)) == (
        "Write `b1` in place of `b2`",
        "hidden = np.tanh(x @ W1 + b1)",
        "`b1`, which line 3 makes, is never used; `b2` is used in its place.",
    )
