"""How the numbers of a mismatch came about, in a sentence."""

from __future__ import annotations

from shapeviz.diagnosis.case import Case


def blame(case: Case) -> str:
    """The sentence, or "" where nothing can be said for certain."""
    return ""
