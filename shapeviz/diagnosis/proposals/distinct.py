"""Leaving out what is proposed twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shapeviz.diagnosis.case import Proposal


def distinct(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """The proposals, of those with the same edits only the weightiest, in the order of their first."""
    best: dict[tuple[tuple[int, str | None, str], ...], Proposal] = {}
    for proposal in proposals:
        key = tuple((edit.line, edit.old, edit.new) for edit in proposal.edits)
        if key not in best or best[key].weight < proposal.weight:
            best[key] = proposal
    yield from best.values()
