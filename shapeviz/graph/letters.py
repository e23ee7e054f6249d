"""Letters in place of sizes that nobody gave: a model that was only built has a batch, but no number for it."""

from __future__ import annotations

Letters = list[str]


def letters_at(letters: Letters | None, before: tuple[int, ...], after: tuple[int, ...]) -> Letters | None:
    """The letters of a tensor whose shape has changed: a size that was moved has been given, and is a number.

    >>> letters_at(["N", "", "W"], (32, 8, 8), (64, 8, 8))
    ['', '', 'W']
    """
    if letters is None or len(before) != len(after):
        return None
    kept = [letter if old == new else "" for letter, old, new in zip(letters, before, after, strict=True)]
    return kept if any(kept) else None
