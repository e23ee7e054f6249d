"""`batch, time, channels = x.shape` on a tensor with another number of axes."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.unpackings import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, mended, ranked, runs

POOL = """
class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(6, 1)

    def forward(self, x):
        batch, steps, width = x.shape
        return self.score(x).view(batch, steps).softmax(1)

tokens = torch.randn({sizes})
Pool()(tokens)
"""


def test_a_missing_axis_is_put_in_where_the_module_is_called() -> None:
    proposal = first_that_runs(case_of(POOL.replace("{sizes}", "9, 6")), propose)
    assert (proposal.line, proposal.edits[0].new) == (11, "Pool()(tokens.unsqueeze(0))")
    assert proposal.title == "Give `tokens` a batch axis"
    assert proposal.reason == (
        "Pool takes 3 axes apart, and the tensor has the shape (9, 6); with `.unsqueeze(0)` it has (1, 9, 6)."
    )


def test_an_axis_of_size_1_is_dropped_or_else_two_are_made_one() -> None:
    assert first_that_runs(case_of(POOL.replace("{sizes}", "2, 1, 9, 6")), propose).edits[0].new == (
        "Pool()(tokens.squeeze(1))"
    )
    case = case_of(POOL.replace("{sizes}", "2, 4, 9, 6"))
    written = [proposal.edits[0].new for proposal in ranked(case, propose) if runs(mended(case, proposal))]
    assert "Pool()(tokens.flatten(1, 2))" in written


def test_other_mismatches_are_left_to_others() -> None:
    assert ranked(case_of("nn.Linear(3, 2)(torch.rand(4, 5))"), propose) == []
