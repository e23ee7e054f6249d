"""Products with a factor too many, or with two in the wrong order."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.factors import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked

KALMAN = """
step, seen = torch.eye(4), torch.rand(2, 4)
spread = torch.eye(4)
spread = step @ spread @ seen.T @ step.T + torch.eye(4)
"""


def test_a_factor_too_many_is_taken_away() -> None:
    proposal = first_that_runs(case_of(KALMAN), propose)
    assert proposal.edits[0].new == "spread = step @ spread @ step.T + torch.eye(4)"
    assert proposal.title == "Take the factor `seen.T` away"
    assert proposal.reason == "Without `seen.T`, of shape (4, 2), the factors fit and give (4, 4)."


@pytest.mark.parametrize(
    ("cell", "written", "title"),
    [
        ("x, w = torch.rand(3, 10), torch.rand(10, 5)\ny = w @ x", "y = x @ w", "Exchange `w` and `x`"),
        (
            "x, w = torch.rand(3, 10), torch.rand(10, 5)\ny = torch.matmul(w, 2 * x)",
            "y = torch.matmul(2 * x, w)",
            "Exchange `w` and `2 * x`",
        ),
    ],
)
def test_two_factors_are_exchanged(cell: str, written: str, title: str) -> None:
    proposal = first_that_runs(case_of(cell), propose)
    assert (proposal.edits[0].new, proposal.title) == (written, title)


def test_factors_that_fit_in_neither_order_are_left_alone() -> None:
    assert ranked(case_of("x, w = torch.rand(3, 10), torch.rand(3, 5)\ny = x @ w"), propose) == []
