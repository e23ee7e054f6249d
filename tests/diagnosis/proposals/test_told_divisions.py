"""A norm that refuses channels which come a long way."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.constructors import propose
from tests.diagnosis.proposals.cases import case_of, mended, ranked, runs


def test_groups_that_divide_the_channels_or_channels_that_the_groups_divide() -> None:
    case = case_of("""
        class Block(nn.Module):
            def __init__(self, c_in, c_out):
                super().__init__()
                self.norm1 = nn.GroupNorm(32, c_in)
                self.norm2 = nn.GroupNorm(32, c_out)
        def network(base):
            widths = [base] + [base * m for m in (1, 2)]
            return [Block(a, b) for a, b in zip(widths, widths[1:])]
        network(base=48)
    """)
    groups, channels = ranked(case, propose)
    assert [edit.new.strip() for edit in groups.edits] == [
        "self.norm1 = nn.GroupNorm(16, c_in)",
        "self.norm2 = nn.GroupNorm(16, c_out)",
    ]
    assert [edit.new for edit in channels.edits] == ["network(base=64)"]
    assert groups.reason == "GroupNorm needs num_channels to be a multiple of num_groups, but 48 is no multiple of 32."
    assert all(runs(mended(case, proposal)) for proposal in (groups, channels))
