"""Constructors and views that refuse to divide one number by another."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.constructors import propose

from .cases import case_of, first_that_runs, mended, ranked

WIDER = """
class Block(nn.Module):
    def __init__(self, width=768, heads=12):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads)

block = Block(width=1024)
"""


def test_the_heads_are_set_in_the_call_that_passed_another_width() -> None:
    case = case_of(WIDER)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (6, "Set heads to 16")
    assert "block = Block(width=1024, heads=16)" in mended(case, first)
    assert first.reason == (
        "MultiheadAttention needs embed_dim to be a multiple of num_heads, but 1024 is no multiple of 12. "
        "Line 6 leaves heads at its default, 12."
    )


def test_the_default_is_set_where_the_width_is_a_default_too() -> None:
    case = case_of(WIDER.replace("768", "100").replace("width=1024", ""))
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (2, "Set heads to 10")


def test_groups_divide_the_channels() -> None:
    case = case_of("norm = nn.GroupNorm(8, 30)\nnorm(torch.randn(2, 30, 4))")
    titles = [proposal.title for proposal in ranked(case, propose)]
    assert titles == [
        "Set num_groups to 10",
        "Set num_groups to 6",
        "Set num_groups to 5",
        "Set num_channels to 32",
        "Set num_channels to 24",
    ]


def test_a_view_that_splits_an_axis_unevenly_leads_to_the_division() -> None:
    case = case_of("""
        class Attention(nn.Module):
            def __init__(self, dim, heads=8):
                super().__init__()
                self.heads, self.size = heads, dim // heads

            def forward(self, x):
                return x.view(len(x), self.heads, self.size)

        Attention(100)(torch.randn(2, 100))
    """)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (9, "Set heads to 10")
    assert first.reason == (
        "view needs dim to be a multiple of heads, but 100 is no multiple of 8. Line 9 leaves heads at its default, 8."
    )


def test_a_constructor_that_accepts_its_numbers_is_left_alone() -> None:
    assert list(propose(case_of("fc = nn.Linear(4, 2)\nfc(torch.rand(3, 5))"))) == []
