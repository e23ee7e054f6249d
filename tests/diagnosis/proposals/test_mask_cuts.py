"""A mask that was made from a table longer than what it goes on."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.mask_cuts import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs

MASKED = """
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("table", torch.ones({shape}).tril())

    def forward(self, x):
        n, length, width = x.shape
        scores = x @ x.transpose(1, 2)
        {line}
        return scores.softmax(-1) @ x

Attention()(torch.rand(2, 10, 4))
"""


@pytest.mark.parametrize(
    ("shape", "line", "index"),
    [
        ("16, 16", "scores = scores.masked_fill(self.table{} == 0, -1e9)", ":length, :length"),
        ("1, 16, 16", "scores = scores.masked_fill(~self.table{}.bool(), -1e9)", ":, :length, :length"),
        ("16, 16", "scores = scores + (1 - self.table{}) * -1e9", ":length, :length"),
    ],
)
def test_the_table_is_cut_inside_what_makes_the_mask_of_it(shape: str, line: str, index: str) -> None:
    proposal = first_that_runs(case_of(MASKED.format(shape=shape, line=line.format(""))), propose)
    assert proposal.edits[0].new.strip() == line.format(f"[{index}]")
    assert proposal.title == "Cut `self.table` to size"


def test_the_reason_names_the_axes_that_are_too_long() -> None:
    line = "scores = scores.masked_fill(self.table == 0, -1e9)"
    proposal = first_that_runs(case_of(MASKED.format(shape="16, 16", line=line)), propose)
    assert proposal.reason == (
        "`self.table` has the shape (16, 16), which is longer in axes 0 and 1 than the (10, 10) that masked_fill takes."
    )
