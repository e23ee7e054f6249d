"""Class numbers where vectors of classes are compared."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.class_numbers import propose
from shapeviz.diagnosis.proposals.losses import propose as propose_losses
from tests.diagnosis.proposals.cases import case_of, first_that_runs, mended, ranked, runs

SQUARED = """
criterion = nn.MSELoss()
output, breeds = nn.Linear(8, 5)(torch.rand(10, 8)), torch.randint(0, 5, (10,))
loss = criterion(output, breeds)
"""


def test_a_squared_error_of_class_numbers_becomes_cross_entropy() -> None:
    proposal = first_that_runs(case_of(SQUARED), propose_losses)
    assert [edit.new for edit in proposal.edits] == ["criterion = nn.CrossEntropyLoss()"]


def test_or_the_class_numbers_become_one_hot_rows() -> None:
    case = case_of(SQUARED)
    proposal = ranked(case, propose)[0]
    assert runs(mended(case, proposal))
    assert proposal.edits[0].new == "loss = criterion(output, torch.nn.functional.one_hot(breeds, 5).float())"
    assert proposal.reason == (
        "criterion (MSELoss) compares (10, 5) with (10,) whole numbers: each of these names one of 5 classes, as a row "
        "with a 1 among zeros would."
    )


def test_drawn_labels_that_are_multiplied_become_rows_where_they_are_made() -> None:
    case = case_of("""
        classes = torch.rand(16, 10)
        labels = torch.randint(0, 10, (16,))
        margin = labels * F.relu(0.9 - classes) + (1 - labels) * classes
    """)
    proposal = first_that_runs(case, propose)
    assert proposal.edits[0].new == "labels = F.one_hot(torch.randint(0, 10, (16,)), 10).float()"


def test_a_weight_of_each_class_is_taken_by_the_class_of_each_sample() -> None:
    case = case_of("""
        alpha = torch.rand(5)
        def focal(logits, target):
            ce = F.cross_entropy(logits, target, reduction="none")
            return (alpha * ce).mean()
        focal(torch.rand(32, 5), torch.randint(0, 5, (32,)))
    """)
    proposal = first_that_runs(case, propose)
    assert (proposal.line, proposal.edits[0].new.strip()) == (4, "return (alpha[target] * ce).mean()")
    assert proposal.reason == (
        "`alpha` holds 5 values, one for each class, and `target` says the class of each of the 32 samples."
    )
