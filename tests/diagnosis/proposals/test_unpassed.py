"""Parameters that the caller knows too, but does not hand on."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.unpassed import propose

from .cases import case_of, first_that_runs, mended, ranked

MEMORY = """
class Mix(nn.Module):
    def __init__(self, dim, memory_dim=None):
        super().__init__()
        memory_dim = memory_dim or dim
        self.query, self.key = nn.Linear(dim, 8), nn.Linear(memory_dim, 8)

    def forward(self, x, memory=None):
        return self.query(x) @ self.key(x if memory is None else memory).mT

class Block(nn.Module):
    def __init__(self, dim, memory_dim):
        super().__init__()
        self.own = Mix(dim)
        self.cross = Mix(dim)

    def forward(self, x, memory):
        return self.own(x).sum() + self.cross(x, memory).sum()

Block(16, memory_dim=20)(torch.randn(2, 5, 16), torch.randn(2, 7, 20))
"""

OTHER_VALUE = MEMORY.replace("Block(16, memory_dim=20)", "Block(16, memory_dim=30)")


def test_a_parameter_of_the_same_name_is_handed_on() -> None:
    case = case_of(MEMORY)
    first = first_that_runs(case, propose)
    assert first.title == "Pass memory_dim=memory_dim"
    assert first.reason == "`Mix(dim)` leaves memory_dim at its default, though memory_dim is known there."
    assert "self.cross = Mix(dim, memory_dim=memory_dim)" in mended(case, first)


def test_a_parameter_of_another_size_is_not() -> None:
    assert ranked(case_of(OTHER_VALUE), propose) == []
