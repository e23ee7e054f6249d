"""Proposals that would look the same."""

from __future__ import annotations

from shapeviz.diagnosis.case import Proposal
from shapeviz.diagnosis.proposals.distinct import distinct, told_apart
from shapeviz.graph.findings import Edit


def proposal(title: str, line: int, new: str, weight: float) -> Proposal:
    return Proposal(title, (Edit(line, "old", new),), "", weight)


def test_of_the_same_edits_the_weightiest_is_left() -> None:
    found = distinct([proposal("a", 1, "x", 0.2), proposal("b", 1, "x", 0.7), proposal("c", 2, "x", 0.1)])
    assert [entry.title for entry in found] == ["b", "c"]


def test_a_title_that_comes_again_for_another_line_says_the_line() -> None:
    found = told_apart([proposal("Flatten `x`", 4, "x", 0.5), proposal("Flatten `x`", 9, "y", 0.8)])
    assert [entry.title for entry in found] == ["Flatten `x`", "Flatten `x` in line 4"]
