"""A flatten layer in a Sequential."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.flatten_layers import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs


@pytest.mark.parametrize("gap", ["", "\n    "])
def test_a_flatten_layer_is_put_into_a_sequential(gap: str) -> None:
    cell = f"net = nn.Sequential({gap}nn.Conv2d(3, 4, 3),{gap} nn.Linear(4 * 6 * 6, 2))\nnet(torch.rand(2, 3, 8, 8))"
    proposal = first_that_runs(case_of(cell), propose)
    assert proposal.title == "Flatten before net[1]"
    assert "nn.Flatten()," in proposal.edits[0].new
