"""A prediction and its target brought together."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.losses import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked


@pytest.mark.parametrize(
    ("cell", "line", "written"),
    [
        ("p, y = torch.rand(4, 1), torch.rand(4)\nF.binary_cross_entropy(p, y)", 2, "(p, y.unsqueeze(1))"),
        ("p, y = torch.rand(4), torch.rand(4, 1)\nF.binary_cross_entropy(p, y)", 2, "(p, y.squeeze(1))"),
        ("p, y = torch.rand(4, 3), torch.randint(3, (4, 1))\nF.cross_entropy(p, y)", 2, "(p, y.squeeze(1))"),
        ("p, y = torch.rand(2, 3), torch.eye(3)[:2].long()\nF.cross_entropy(p, y)", 2, "(p, y.argmax(dim=1))"),
        ("p, y = torch.rand(4, 7, 11), torch.randint(11, (4, 7))\nF.cross_entropy(p, y)", 2, "(p.transpose(1, 2), y)"),
        ("p, y = torch.rand(4, 7, 5), torch.randint(5, (4,))\nF.cross_entropy(p, y)", 2, "(p[:, -1], y)"),
        ("p, y = torch.rand(8, 3), torch.rand(3, 8)\nF.mse_loss(p, y)", 2, "(p, y.T)"),
        ("p, y = torch.rand(28, 11), torch.randint(11, (4, 7))\nF.cross_entropy(p, y)", 2, "(p, y.reshape(-1))"),
        (
            "p = torch.rand(2, 3, 4, 5)\ny = torch.randint(3, (3, 4, 5))\nF.nll_loss(p, y)",
            2,
            "torch.randint(3, (2, 4, 5))",
        ),
        ("p, y = torch.rand(4), torch.randint(2, (4,))\nF.binary_cross_entropy(p, y)", 2, "(p, y.float())"),
        ("p, y = torch.rand(4, 3), torch.ones(4)\nF.nll_loss(p, y)", 2, "(p, y.long())"),
    ],
)
def test_the_first_that_runs_is_what_a_person_would_write(cell: str, line: int, written: str) -> None:
    proposal = first_that_runs(case_of(cell), propose)
    assert proposal.line == line
    assert written in proposal.edits[0].new


def test_class_indices_get_the_loss_for_classes() -> None:
    proposal = first_that_runs(
        case_of("""
            model, y = nn.Linear(6, 3), torch.randint(3, (4,))
            loss = nn.BCEWithLogitsLoss()
            loss(model(torch.rand(4, 6)), y.float())
        """),
        propose,
    )
    assert [edit.new for edit in proposal.edits] == [
        "loss = nn.CrossEntropyLoss()",
        "loss(model(torch.rand(4, 6)), y.long())",
    ]
    assert proposal.title == "Use CrossEntropyLoss"
    assert proposal.reason == (
        "loss (BCEWithLogitsLoss) compares (4, 3) with (4,): the target holds one class index for each sample, "
        "and the prediction 3 classes, as CrossEntropyLoss takes them."
    )


def test_every_position_of_a_sequence_may_be_a_row() -> None:
    cell = "p, y = torch.rand(4, 7, 11), torch.randint(11, (4, 7))\nF.cross_entropy(p, y)"
    proposals = [one for one in ranked(case_of(cell), propose) if "row" in one.title]
    assert proposals[0].edits[0].new == "F.cross_entropy(p.reshape(-1, p.size(-1)), y.reshape(-1))"
    assert proposals[0].reason == (
        "The prediction has the shape (4, 7, 11) and the target (4, 7): there is one class for each of 28 positions, "
        "which are to be the rows."
    )


def test_reasons_name_both_shapes() -> None:
    first = ranked(case_of("p, y = torch.rand(4, 1), torch.rand(4)\nF.binary_cross_entropy(p, y)"), propose)[0]
    assert first.title == "Put `.unsqueeze(1)` behind `y`"
    assert first.reason == (
        "The prediction has the shape (4, 1) and the target (4,): the target lacks axis 1, which has size 1 in the "
        "prediction."
    )
