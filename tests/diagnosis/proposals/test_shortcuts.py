"""The shortcut of a residual block, made under a condition."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.shortcuts import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs

BLOCK = """
class Block(nn.Module):
    def __init__(self, before, after, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(before, after, 3, stride, 1)
        self.shortcut = nn.Identity()
        if {condition}:
            self.shortcut = nn.Conv2d(before, after, 1, stride)

    def forward(self, x):
        out = self.conv(x)
        out += self.shortcut(x)
        return out

Block({sizes})(torch.randn(2, 4, 8, 8))
"""


@pytest.mark.parametrize(
    ("condition", "sizes", "written"),
    [
        ("stride != 1", "4, 6", "if stride != 1 or before != after:"),
        ("before != after", "4, 4, 2", "if stride != 1 or before != after:"),
        ("stride != 1 and before != after", "4, 6", "if stride != 1 or before != after:"),
    ],
)
def test_a_condition_gets_what_it_forgets(condition: str, sizes: str, written: str) -> None:
    case = case_of(BLOCK.replace("{condition}", condition).replace("{sizes}", sizes))
    proposal = first_that_runs(case, propose)
    assert (proposal.line, proposal.edits[0].new.strip()) == (6, written)
    assert proposal.title == "Make the Conv2d of line 7 whenever it is needed"


def test_the_reason_names_the_condition_and_what_it_forgets() -> None:
    case = case_of(BLOCK.replace("{condition}", "stride != 1").replace("{sizes}", "4, 6"))
    assert first_that_runs(case, propose).reason == (
        "add gets two tensors that differ, and the layer that makes them alike is made only if `stride != 1`: "
        "it is needed too where before and after differ."
    )
