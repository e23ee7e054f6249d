"""Products in a chain whose matrices all have to be turned round."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.matrix_chains import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked


def test_both_matrices_of_a_chain_are_transposed_together() -> None:
    proposal = first_that_runs(
        case_of("""
            def update(x, A, B):
                return x @ A @ B
            update(torch.rand(10, 64), torch.rand(4, 64), torch.rand(128, 4))
        """),
        propose,
    )
    assert proposal.edits[0].new == "    return x @ A.T @ B.T"
    assert proposal.title == "Transpose `A` and `B`"
    assert proposal.reason == (
        "`A` has the shape (4, 64) and fits if it is turned round; `A` and `B` are multiplied one after the other, so "
        "they are meant to stand the same way."
    )


def test_a_chain_that_does_not_fit_so_is_left_alone() -> None:
    case = case_of("""
        def update(x, A, B):
            return x @ A @ B
        update(torch.rand(10, 64), torch.rand(4, 60), torch.rand(4, 128))
    """)
    assert ranked(case, propose) == []
