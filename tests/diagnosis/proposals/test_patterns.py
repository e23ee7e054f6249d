"""einops calls whose pattern does not fit."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.patterns import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, mended

pytest.importorskip("einops")


def test_a_rearrangement_that_was_applied_already_is_deleted() -> None:
    case = case_of("""
        from einops import rearrange

        def spread(mask):
            mask = rearrange(mask, "b t -> b 1 1 t")
            mask = rearrange(mask, "b t -> b 1 1 t")
            return mask

        spread(torch.ones(2, 5))
    """)
    proposal = first_that_runs(case, propose)
    assert (proposal.line, proposal.title) == (5, "Rearrange only once")
    assert mended(case, proposal).count('"b t') == 1
    assert proposal.reason == (
        '"b t -> b 1 1 t" was applied to `mask` in line 4 already: it has the shape (2, 1, 1, 5) here.'
    )


def test_a_single_picture_gets_its_batch_axis_before_the_pattern() -> None:
    proposal = first_that_runs(
        case_of("""
            from einops import rearrange
            x = torch.rand(3, 8, 8)
            y = rearrange(x, "b c h w -> b (c h w)")
        """),
        propose,
    )
    assert (proposal.line, proposal.title) == (3, "Give `x` a batch axis")
    assert "x.unsqueeze(0)" in proposal.edits[0].new
    assert proposal.reason == ("The pattern names 4 axes, and `x` has the shape (3, 8, 8): the batch axis is missing.")
