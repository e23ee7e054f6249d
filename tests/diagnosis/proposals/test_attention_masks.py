"""A mask for each sample where attention takes one for each sample and head."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.attention_masks import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs


def test_a_mask_for_each_sample_is_repeated_for_every_head() -> None:
    proposal = first_that_runs(
        case_of("""
            mha = nn.MultiheadAttention(32, 4, batch_first=True)
            y, mask = torch.rand(3, 10, 32), torch.zeros(3, 10, 10).bool()
            y, _ = mha(y, y, y, attn_mask=mask)
        """),
        propose,
    )
    assert proposal.edits[0].new == "y, _ = mha(y, y, y, attn_mask=mask.repeat_interleave(mha.num_heads, dim=0))"
    assert proposal.reason == (
        "mha (MultiheadAttention) wants a mask for each sample and each of 4 heads, (12, 10, 10), and this one has the "
        "shape (3, 10, 10), one for each sample."
    )
