"""Padding masks on the queries."""

from __future__ import annotations

import pytest

CELL = """
ids = torch.tensor([[5, 3, 0], [2, 0, 0]])
x = nn.Embedding(9, 8)(ids).view(2, 3, 2, 4).transpose(1, 2)
mask = {mask}
scores = x @ x.transpose(-1, -2)
weights = scores.masked_fill({use}, -1e9).softmax(dim=-1)
"""


def test_a_mask_that_only_blanks_whole_rows_is_found(warn) -> None:
    (warning,) = warn(CELL.format(mask="(ids != 0)[:, None, :, None]", use="~mask"))
    assert (warning.rule, warning.line) == ("mask-on-queries", 5)
    assert warning.message == (
        "The padding mask (2, 1, 3, 1) lies on axis 2 of the scores (2, 2, 3, 3), the queries, but the softmax runs "
        "over axis 3, the keys: padded positions are still attended to. Put its length on the last axis, as in "
        "mask[:, None, None, :]."
    )
    assert [cause.line for cause in warning.causes] == [3, 5]


def test_a_mask_that_is_joined_with_a_causal_one_is_found_where_they_meet(warn) -> None:
    mask = "(ids != 0).unsqueeze(1).unsqueeze(3) & torch.ones(3, 3).tril().bool()"
    (warning,) = warn(CELL.format(mask=mask, use="mask == 0"))
    assert warning.line == 3


@pytest.mark.parametrize(
    "mask",
    [
        "(ids != 0)[:, None, None, :]",
        "(ids != 0)[:, None, :, None] & (ids != 0)[:, None, None, :]",
        "(ids != 0)[:, None, None, :] & torch.ones(3, 3).tril().bool()",
        "torch.ones(3, 3).tril().bool()",
    ],
)
def test_masks_that_reach_the_keys_are_left_alone(warn, mask: str) -> None:
    assert warn(CELL.format(mask=mask, use="~mask")) == []
