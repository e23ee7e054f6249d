"""Batches of data, as training takes them."""

from __future__ import annotations

import pytest

from shapeviz.rules import Accept, Call, judge
from shapeviz.shapes.size import Size


def batch(shape: tuple[int, ...], size: int | None, split: float = 0.0) -> list[tuple[int, ...]] | None:
    outcome = judge(Call("batch", {"data": shape}, {"size": size, "split": split}))
    return outcome.outputs if isinstance(outcome, Accept) else None


@pytest.mark.parametrize(
    "rows, size, split, expected",
    [(100, 32, 0.0, 32), (20, 32, 0.0, 20), (32, 32, 0.0, 32), (20, None, 0.0, 20), (100, 32, 0.2, 32)],
)
def test_a_batch_has_as_many_rows_as_asked_for_or_all(rows: int, size: int, split: float, expected: int) -> None:
    assert batch((rows, 8), size, split) == [(expected, 8)]


@pytest.mark.parametrize("size", [32, None])
def test_how_many_rows_a_share_of_few_has_is_not_told(size: int | None) -> None:
    assert batch((20, 8), size, 0.3) is None


def test_a_batch_of_few_rows_follows_their_number() -> None:
    [shape] = batch((Size(20, "N"), 8), 32) or []
    assert isinstance(shape[0], Size) and shape[0].expression == "N"
