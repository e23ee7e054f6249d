"""Heads that were split off and never put before the positions."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.heads import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked

ATTENTION = """
x, mask = torch.randn(2, 6, 32), torch.ones(6, 6).triu(1).bool()
q = x.view(2, 6, 4, 8){turned}
k = x.view(2, 6, 4, 8){turned}
scores = (q @ k.transpose(-2, -1)).masked_fill({mask}, -1e9)
"""


def test_every_split_into_heads_is_turned_at_once() -> None:
    case = case_of(ATTENTION.replace("{turned}", "").replace("{mask}", "mask"))
    proposal = first_that_runs(case, propose)
    assert [edit.new for edit in proposal.edits] == [
        "q = x.view(2, 6, 4, 8).transpose(1, 2)",
        "k = x.view(2, 6, 4, 8).transpose(1, 2)",
    ]
    assert proposal.title == "Put the heads before the positions"
    assert proposal.reason == (
        "`view` makes (2, 6, 4, 8) of (2, 6, 32): the positions stay in axis 1, before the heads, and masked_fill "
        "works on the last two axes."
    )


def test_heads_that_stand_before_the_positions_stay_there() -> None:
    case = case_of(ATTENTION.replace("{turned}", ".transpose(1, 2)").replace("{mask}", "mask[:5, :5]"))
    assert ranked(case, propose) == []
