"""Axes put in where a data set makes its samples."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.sample_axes import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs

CELL = """
from torch.utils.data import DataLoader, Dataset

class Samples(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return {sample}

batch = next(iter(DataLoader(Samples(), batch_size=2)))
{layer}(batch)
"""


@pytest.mark.parametrize(
    ("sample", "layer", "written"),
    [
        ("torch.rand(7, 7).unsqueeze(-1)", "nn.Conv2d(1, 2, 3)", "torch.rand(7, 7).unsqueeze(0)"),
        (
            "torch.stack([torch.rand(3, 7, 7)] * 5)",
            "nn.Conv3d(3, 2, 3)",
            "torch.stack([torch.rand(3, 7, 7)] * 5, dim=1)",
        ),
    ],
)
def test_the_axis_is_put_where_the_layer_wants_it(sample: str, layer: str, written: str) -> None:
    proposal = first_that_runs(case_of(CELL.format(sample=sample, layer=layer)), propose)
    assert (proposal.line, proposal.edits[0].new.strip()) == (8, f"return {written}")


def test_the_reason_tells_both_shapes() -> None:
    cell = CELL.format(sample="torch.rand(7, 7).unsqueeze(-1)", layer="nn.Conv2d(1, 2, 3)")
    proposal = first_that_runs(case_of(cell), propose)
    assert proposal.title == "Put the new axis of each sample at place 0"
    assert proposal.reason == (
        "A batch of these samples has the shape (2, 7, 7, 1); with the axis that `unsqueeze` makes at place 0 it has "
        "(2, 1, 7, 7)."
    )
