"""Operands of one elementwise expression get the axes that they lack together."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.broadcasting import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, mended, ranked, runs


def test_the_constants_of_a_channel_get_their_axes_at_the_use_or_where_they_are_made() -> None:
    case = case_of("""
        class Scale:
            def __init__(self, low, high):
                self.low, self.high = torch.tensor(low), torch.tensor(high)

            def __call__(self, image):
                return (image - self.low) / self.high

        Scale([0.1, 0.2, 0.3], [1.0, 2.0, 3.0])(torch.rand(3, 8, 9))
    """)
    used, made = ranked(case, propose)
    assert used.edits[0].new.strip() == "return (image - self.low[:, None, None]) / self.high[:, None, None]"
    assert made.edits[0].new.strip() == (
        "self.low, self.high = torch.tensor(low).view(-1, 1, 1), torch.tensor(high).view(-1, 1, 1)"
    )
    assert runs(mended(case, used)) and runs(mended(case, made))
    assert used.title == "Put the axes of `self.low` and `self.high` where their sizes belong"
    assert used.reason == (
        "Sizes are to stand where those of (3, 8, 9) do: `self.low` of shape (3,) becomes (3, 1, 1) and `self.high` of "
        "shape (3,) becomes (3, 1, 1), which sub takes."
    )


def test_weights_lie_along_the_axis_that_is_summed_over() -> None:
    proposal = first_that_runs(
        case_of("""
            charge, places = torch.rand(4), torch.rand(4, 2)
            apart = places[None] - places[:, None]
            near = apart.pow(2).sum(-1)
            pull = (charge * apart / near).sum(dim=1)
            assert pull.shape == (4, 2)
        """),
        propose,
    )
    assert proposal.edits[0].new == "pull = (charge.unsqueeze(1) * apart / near.unsqueeze(2)).sum(dim=1)"


def test_an_outer_product_of_two_batches_is_taken_for_each_row() -> None:
    proposal = first_that_runs(
        case_of("""
            def together(a, b):
                return torch.outer(a, b).flatten(1)

            assert together(torch.rand(6, 4), torch.rand(6, 3)).shape == (6, 12)
        """),
        propose,
    )
    assert proposal.edits[0].new.strip() == "return (a[:, :, None] * b[:, None, :]).flatten(1)"
    assert proposal.title == "Take the outer product of each row"
    assert proposal.reason == (
        "`outer` takes two vectors, but gets (6, 4) and (6, 3): an outer product is meant for each of the 6 rows."
    )


def test_sizes_that_stand_nowhere_in_the_other_operand_get_no_axes() -> None:
    assert ranked(case_of("x = torch.rand(5, 3, 2)\nw = torch.rand(7)\ny = x * w"), propose) == []
