"""A rim that one of two branches cuts off."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.layer_options import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked


def test_a_strided_pool_gets_the_padding_that_the_convolution_beside_it_has() -> None:
    proposal = first_that_runs(
        case_of("""
            conv = nn.Conv2d(4, 4, 3, stride=2, padding=1)
            pool = nn.AvgPool2d(3, stride=2)
            x = torch.rand(1, 4, 32, 32)
            torch.cat([conv(x), pool(x)], dim=1)
        """),
        propose,
    )
    assert (proposal.line, proposal.title) == (2, "Give pool padding=1")
    assert proposal.reason == (
        "pool (AvgPool2d) has no padding and cuts the rim off its image, so that its branch ends with 15 × 15 where "
        "the other has 16 × 16."
    )


def test_a_pool_of_stride_1_with_an_even_window_gets_an_odd_one_that_keeps_the_sides() -> None:
    proposal = first_that_runs(
        case_of("""
            late = nn.Sequential(nn.MaxPool2d(2), nn.MaxPool2d(2, 1), nn.Upsample(scale_factor=2))
            x = torch.rand(1, 4, 26, 26)
            torch.cat([late(x), x], dim=1)
        """),
        propose,
    )
    assert proposal.edits[0].new == (
        "late = nn.Sequential(nn.MaxPool2d(2), nn.MaxPool2d(3, 1, padding=1), nn.Upsample(scale_factor=2))"
    )


def test_a_pool_whose_rim_is_not_what_is_missing_is_left_alone() -> None:
    case = case_of("""
        pool = nn.MaxPool2d(3, 1)
        x = torch.rand(1, 4, 16, 16)
        torch.cat([pool(x), torch.rand(1, 4, 20, 20)], dim=1)
    """)
    assert not any("padding" in proposal.title for proposal in ranked(case, propose))
