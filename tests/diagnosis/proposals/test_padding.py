"""Feature maps that differ in height or width."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.padding import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, mended, ranked, runs

HALVED = """
up = nn.ConvTranspose2d(4, 4, 2, stride=2)
skip = torch.rand(1, 4, 9, 9)
low = up(F.max_pool2d(skip, 2))
both = torch.cat([skip, low], dim=1)
"""


def test_an_odd_size_that_was_halved_is_met_by_resizing_cropping_or_padding() -> None:
    case = case_of(HALVED)
    proposals = ranked(case, propose)
    assert [proposal.edits[0].new for proposal in proposals if runs(mended(case, proposal))] == [
        "both = torch.cat([skip, F.interpolate(low, size=skip.shape[-2:])], dim=1)",
        "both = torch.cat([skip[..., :low.size(-2), :low.size(-1)], low], dim=1)",
        "both = torch.cat([skip, "
        "F.pad(low, (0, skip.size(-1) - low.size(-1), 0, skip.size(-2) - low.size(-2)))], dim=1)",
        "both = torch.cat([F.interpolate(skip, size=low.shape[-2:]), low], dim=1)",
    ]
    assert proposals[0].title == "Resize `low` to the size of `skip`"
    assert proposals[0].reason == (
        "Heights and widths differ: `low` has 8 and 8, `skip` has 9 and 9; an odd size was halved and doubled on the "
        "way, or a layer without padding cut off the border."
    )


def test_width_before_height_is_put_right_where_a_map_is_resized() -> None:
    proposal = first_that_runs(
        case_of("""
            a, b = torch.rand(1, 3, 20, 30), torch.rand(1, 3, 10, 15)
            h, w = a.shape[-2:]
            c = torch.cat([a, F.interpolate(b, size=(w, h))], dim=1)
        """),
        propose,
    )
    assert (proposal.line, proposal.title) == (3, "Exchange `w` and `h`")
    assert "size=(h, w)" in proposal.edits[0].new


def test_maps_of_different_batches_are_left_alone() -> None:
    assert ranked(case_of("torch.cat([torch.rand(1, 3, 4, 4), torch.rand(2, 3, 5, 5)], dim=1)"), propose) == []


def test_scores_of_attention_are_no_picture_that_may_be_resized() -> None:
    case = case_of("""
        q = nn.Conv2d(4, 4, 1)(torch.rand(1, 4, 4, 4)).flatten(2)[None]
        scores = q.transpose(2, 3) @ q
        weights = scores + torch.rand(1, 1, 9, 16)
    """)
    assert ranked(case, propose) == []
