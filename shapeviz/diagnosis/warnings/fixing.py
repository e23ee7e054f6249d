"""Trying the remedies of warnings: the mended cell is rehearsed, as it is for mismatches."""

from __future__ import annotations

from shapeviz.diagnosis.case import Proposal
from shapeviz.diagnosis.trials import NODES_PER_MISMATCH, Attempt, FindWarnings, Key, Trials
from shapeviz.diagnosis.warnings.remedies import remedies
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Cause, Fix, Warning
from shapeviz.tracing.rehearsal import Rehearser
from shapeviz.tracing.session import Recording

MOST_FIXES = 2
MOST_TRIALS = 6
OUTCOME = "The cell then runs without this warning."


def mend_warnings(recording: Recording, rehearser: Rehearser | None, find_warnings: FindWarnings) -> None:
    """Give the warnings of a cell that fits their fixes, two at most for each.

    A fix is verified if the cell with it was rehearsed to its end without that warning and without another one.
    Where that cannot be tried, what the warning advises is there and not verified; what was tried and does not
    help is left out.
    """
    graph = recording.graph
    if graph.verdict != "ok" or not graph.warnings or recording.source.tree is None:
        return
    scene = Scene.of(recording)
    proposed = [(warning, list(remedies(scene, warning))) for warning in graph.warnings]
    proposed = [(warning, found) for warning, found in proposed if found]
    trials = Trials(rehearser, find_warnings) if rehearser is not None and proposed else None
    before = trials.attempt(recording.source.text) if trials is not None else None
    left = min(MOST_TRIALS, NODES_PER_MISMATCH // max(1, len(graph.nodes)))
    for warning, proposals in proposed:
        key = (warning.line, warning.rule)
        if trials is None or before is None or key not in before.warnings or before.keys:
            warning.fixes = [Fix(proposal.title, list(proposal.edits)) for proposal in proposals[:MOST_FIXES]]
            continue
        tried = proposals[: max(0, min(left, MOST_FIXES))]
        left -= len(tried)
        _keep_verified(warning, [proposal for proposal in tried if _helps(trials, before, proposal, key)])


def _helps(trials: Trials, before: Attempt, proposal: Proposal, key: Key) -> bool:
    """Whether the cell with the change runs to its end, without that warning and with nothing new."""
    after = trials.attempt(Fix("", list(proposal.edits)).apply(before.text))
    if after is None or after.keys or after.rehearsal.doubtful or not after.rehearsal.complete:
        return False
    return key not in after.warnings and after.warnings <= before.warnings


def _keep_verified(warning: Warning, proposals: list[Proposal]) -> None:
    """The verified fixes, and as the first cause the line that the first of them edits."""
    warning.fixes = [Fix(proposal.title, list(proposal.edits), True, OUTCOME) for proposal in proposals]
    for proposal in proposals[:1]:
        first = next((cause for cause in warning.causes if cause.line == proposal.line), None)
        text = next((edit.old for edit in proposal.edits if edit.line == proposal.line), None) or ""
        cause = first or Cause(proposal.line, text.strip(), f"{proposal.title}.")
        warning.causes = [cause, *(other for other in warning.causes if other is not first)]
