"""Sequences of which one is a step longer than the other."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.shifted_sequences import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked


def test_the_target_begins_one_step_later_where_the_input_ends_one_step_earlier() -> None:
    proposal = first_that_runs(
        case_of("""
            words = torch.randint(0, 9, (4, 10))
            model = nn.Sequential(nn.Embedding(9, 8), nn.Linear(8, 9))
            logits = model(words[:, :-1])
            loss = F.cross_entropy(logits.reshape(-1, 9), words.reshape(-1))
        """),
        propose,
    )
    assert proposal.edits[0].new == "loss = F.cross_entropy(logits.reshape(-1, 9), words[:, 1:].reshape(-1))"
    assert proposal.title == "Leave out the first step of `words`"
    assert proposal.reason == (
        "`words` has the shape (4, 10), one step more in axis 1 than `logits` of shape (4, 9, 9)."
    )


def test_a_difference_of_neighbours_needs_both_ends_cut() -> None:
    proposal = first_that_runs(case_of("x = torch.rand(10, 3)\nspeed = x[1:] - x"), propose)
    assert proposal.edits[0].new == "speed = x[1:] - x[:-1]"


def test_lengths_that_differ_by_more_are_no_shift() -> None:
    assert ranked(case_of("x = torch.rand(10)\ny = torch.rand(8)\nz = x - y"), propose) == []


def test_data_that_happens_to_be_one_longer_is_not_cut() -> None:
    assert ranked(case_of("x = torch.rand(4, 10)\ny = torch.rand(4, 9)\nz = x + y"), propose) == []
