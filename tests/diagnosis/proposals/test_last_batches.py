"""The last batch of a data loader, smaller than the others."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.last_batches import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, mended, ranked

LOADER = """
from torch.utils.data import DataLoader, TensorDataset

gru = nn.GRU(3, 2, batch_first=True)
batches = DataLoader(TensorDataset(torch.randn(10, 5, 3)), batch_size=4)
state = torch.zeros(1, 4, 2)
for (batch,) in batches:
    out, _ = gru(batch, state)
"""

MASKED = """
from torch.utils.data import DataLoader

class Distances(nn.Module):
    def forward(self, z):
        return (z @ z.T).masked_fill(torch.eye(4).bool(), 0.0)

for batch in DataLoader(torch.randn(10, 3), batch_size=4):
    Distances()(batch)
"""


def test_the_loader_leaves_out_a_last_batch_that_is_smaller() -> None:
    case = case_of(LOADER)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (4, "Leave out the last, smaller batch")
    assert "batch_size=4, drop_last=True)" in mended(case, first)
    assert first.reason == "The code is made for batches of 4, which fitted, but the last batch has 2."


def test_what_is_made_for_a_full_batch_inside_a_model_tells_of_the_loader_too() -> None:
    assert "drop_last=True" in first_that_runs(case_of(MASKED), propose).edits[0].new


def test_a_loader_whose_first_batch_fails_is_left_alone() -> None:
    assert ranked(case_of(LOADER.replace("zeros(1, 4, 2)", "zeros(1, 5, 2)")), propose) == []
