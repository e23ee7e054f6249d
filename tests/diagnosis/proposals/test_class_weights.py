"""The weights of a loss's classes."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.class_weights import propose

from .cases import case_of, first_that_runs, mended, ranked

LAYER = """
counts = torch.tensor([30.0, 5.0])
loss = nn.CrossEntropyLoss(weight=counts.sum() / counts)
loss(torch.randn(6, 3), torch.randint(0, 3, (6,)))
"""

LIST = """
weights = torch.tensor([0.3, 0.7])
F.cross_entropy(torch.randn(6, 3), torch.randint(0, 3, (6,)), weights)
"""

TOO_MANY = """
weights = torch.rand(5)
F.cross_entropy(torch.randn(6, 3), torch.randint(0, 3, (6,)), weight=weights)
"""


def test_the_missing_weight_is_joined_to_the_others() -> None:
    case = case_of(LAYER)
    first = first_that_runs(case, propose)
    assert first.title == "Put a weight of 1 before the others"
    assert first.reason == (
        "loss (CrossEntropyLoss) takes one weight for each of 3 classes, but `counts.sum() / counts` holds 2."
    )
    assert "weight=torch.cat([torch.ones(1), counts.sum() / counts]))" in mended(case, first)


@pytest.mark.parametrize(
    ("source", "new"),
    [(LIST, "weights = torch.tensor([1.0, 0.3, 0.7])"), (TOO_MANY, "weight=weights[:3])")],
    ids=["a list with one more", "those too many cut off"],
)
def test_the_weights_are_as_many_as_the_classes(source: str, new: str) -> None:
    case = case_of(source)
    assert new in mended(case, first_that_runs(case, propose))


def test_other_losses_have_no_class_weights() -> None:
    assert ranked(case_of("F.mse_loss(torch.randn(4, 3), torch.randn(4, 2))"), propose) == []
