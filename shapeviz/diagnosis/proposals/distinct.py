"""Leaving out what is proposed twice, and telling apart what is proposed at several lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from shapeviz.diagnosis.case import Proposal


def distinct(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """The proposals, of those with the same edits only the weightiest, in the order of their first."""
    best: dict[tuple[tuple[int, str | None, str], ...], Proposal] = {}
    for proposal in proposals:
        key = tuple((edit.line, edit.old, edit.new) for edit in proposal.edits)
        if key not in best or best[key].weight < proposal.weight:
            best[key] = proposal
    yield from best.values()


def told_apart(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """The proposals, the weightiest first; where a title comes again for another line, it says the line."""
    seen: dict[str, int] = {}
    for proposal in sorted(proposals, key=lambda proposal: -proposal.weight):
        first = seen.setdefault(proposal.title, proposal.line)
        again = f"{proposal.title} in line {proposal.line}"
        yield proposal if first == proposal.line else replace(proposal, title=again)
