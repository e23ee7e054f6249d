"""A table that is longer than what it is added to is cut."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.slices import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked

TABLE = """
class Positions(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("table", torch.zeros({shape}))

    def forward(self, x):
        n, length, width = x.shape
        return x + self.table{index}

Positions()(torch.rand(4, 10, 8))
"""


@pytest.mark.parametrize(
    ("shape", "index", "written"),
    [
        ("1, 50, 8", "", "self.table[:, :length]"),
        ("50, 8", "", "self.table[:length]"),
        ("1, 50, 8", "[:length]", "self.table[:, :length]"),
        ("1, 50, 20", "[..., :width]", "self.table[..., :length, :width]"),
        ("1, 50, 20", "[:, :length]", "self.table[:, :length, :width]"),
    ],
)
def test_a_slice_goes_to_the_axis_that_is_too_long_by_the_name_that_holds_the_size(
    shape: str, index: str, written: str
) -> None:
    proposal = first_that_runs(case_of(TABLE.format(shape=shape, index=index)), propose)
    assert (proposal.line, proposal.edits[0].new.strip()) == (8, f"return x + {written}")


def test_without_such_a_name_the_other_tensor_is_asked() -> None:
    proposal = first_that_runs(
        case_of("table = nn.Parameter(torch.zeros(50, 8))\nx = torch.rand(10, 8)\ny = x + table"), propose
    )
    assert proposal.edits[0].new == "y = x + table[:len(x)]"
    assert proposal.title == "Cut `table` to size"
    assert proposal.reason == (
        "`table` has the shape (50, 8), which is longer in axis 0 than the (10, 8) that add puts together with it."
    )


def test_data_is_not_cut() -> None:
    assert ranked(case_of("x = torch.rand(10, 8)\nz = torch.rand(9, 8)\ny = x + z"), propose) == []


def test_a_mask_that_is_too_large_is_cut_to_the_tensor_it_is_put_on() -> None:
    case = case_of("""
        class Scores(nn.Module):
            def __init__(self):
                super().__init__()
                self.register_buffer("mask", torch.eye(8).bool())

            def forward(self, z):
                scores = z @ z.T
                return scores.masked_fill(self.mask, 0.0)

        Scores()(torch.randn(5, 3))
    """)
    proposal = first_that_runs(case, propose)
    assert proposal.edits[0].new.strip() == (
        "return scores.masked_fill(self.mask[:scores.size(0), :scores.size(1)], 0.0)"
    )
