"""What a check got right, against the labels of its cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.corpus.cases import Case, Fault, Kind
from benchmarks.corpus.running import Checked, Run
from shapeviz.graph.findings import Fix, Mismatch, Warning

Finding = Mismatch | Warning
Repair = Literal["", "none", "unverified", "clash", "fails", "runs"]
Runner = Callable[[str], Run]


@dataclass(slots=True)
class FaultScore:
    """How one labelled fault was told; what does not apply to it is None."""

    family: str
    silent: bool
    found: bool
    line: bool | None = None
    numbers: bool | None = None
    first_cause: bool = False
    any_cause: bool = False


@dataclass(slots=True)
class CellScore:
    """How one cell was told.

    `repair` is how its mended source fared: "runs", "fails" when run for real, "clash" if the fixes could not all be
    applied, "unverified" if it runs with fixes that were not tried, "none" without any. `broken_fixes` are the titles
    of verified fixes that don't run.
    """

    name: str
    kind: Kind
    faults: list[FaultScore] = field(default_factory=list[FaultScore])
    repair: Repair = ""
    broken_fixes: list[str] = field(default_factory=list[str])
    repair_error: str = ""
    mismatches: int = 0
    extra_mismatches: int = 0
    extra_warnings: int = 0
    false_alarm: bool = False
    headline: str = ""
    fault: str = ""
    seconds: float = 0.0

    @property
    def first_loud(self) -> FaultScore | None:
        """The score of the fault that ends the cell."""
        return next((fault for fault in self.faults if not fault.silent), None)

    @property
    def all_found(self) -> bool:
        """Whether no labelled fault is missing."""
        return all(fault.found for fault in self.faults)


def score(case: Case, checked: Checked, run: Runner) -> CellScore:
    """Compare a check with the labels; `run` runs a mended source for real."""
    cell = CellScore(case.name, case.kind, headline=checked.headline, fault=checked.fault, seconds=checked.seconds)
    cell.mismatches = len(checked.mismatches)
    findings: list[Finding] = [*checked.mismatches, *checked.warnings]
    if case.kind == "negative":
        cell.false_alarm = bool(findings) or checked.verdict not in ("ok", "empty")
        return cell
    found = _of_single(case, checked) if case.kind == "single" else paired(case.faults, findings)
    cell.faults = [_fault_score(fault, finding) for fault, finding in zip(case.faults, found, strict=True)]
    _judge_line(case, checked, cell)
    cell.extra_mismatches = _count_extra(case, checked.mismatches)
    cell.extra_warnings = _count_extra(case, checked.warnings)
    _judge_repair(case, checked, cell, run)
    return cell


def paired(faults: Sequence[Fault], findings: Sequence[Finding]) -> list[Finding | None]:
    """For each fault a finding of its own, or None: the pairing that tells most of the faults, and tells them best."""
    best: tuple[int, list[Finding | None]] = (-1, [])

    def extend(chosen: list[Finding | None], total: int) -> None:
        nonlocal best
        if len(chosen) == len(faults):
            best = max(best, (total, list(chosen)), key=lambda pairing: pairing[0])
            return
        extend([*chosen, None], total)
        for finding in findings:
            likeness = _likeness(faults[len(chosen)], finding)
            if likeness and not any(finding is other for other in chosen):
                # A further fault that is told weighs more than one that is told better.
                extend([*chosen, finding], total + 100 + likeness)

    extend([], 0)
    return best[1]


def _likeness(fault: Fault, finding: Finding) -> int:
    """How well a finding tells a fault; 0 if it speaks of other lines. A silent fault is told by a warning only."""
    if fault.silent and isinstance(finding, Mismatch):
        return 0
    causes = [cause.line for cause in finding.causes]
    at_cause = finding.line in fault.cause_lines or any(line in fault.cause_lines for line in causes)
    first = bool(causes) and causes[0] in fault.cause_lines
    right_kind = fault.silent == isinstance(finding, Warning)
    at_line = finding.line == fault.failing_line
    return 8 * at_cause + 4 * at_line + 2 * first + right_kind if at_cause or at_line else 0


def _of_single(case: Case, checked: Checked) -> list[Finding | None]:
    """The only fault of the cell is told by the first mismatch, whatever lines that speaks of."""
    loud = checked.verdict in ("mismatch", "error") and checked.mismatches
    return [checked.mismatches[0] if loud else None for _ in case.faults]


def _fault_score(fault: Fault, finding: Finding | None) -> FaultScore:
    result = FaultScore(fault.family, fault.silent, found=finding is not None)
    if finding is None:
        return result
    hits = [cause.line in fault.cause_lines for cause in finding.causes[:3]]
    result.first_cause, result.any_cause = any(hits[:1]), any(hits)
    if isinstance(finding, Mismatch) and fault.expected_actual is not None:
        wanted = sorted(fault.expected_actual)
        result.numbers = any(sorted((c.expected, c.actual)) == wanted for c in finding.conflicts)
    return result


def _judge_line(case: Case, checked: Checked, cell: CellScore) -> None:
    """The first mismatch has to stand at the line that ends the cell."""
    if case.first_loud is not None and cell.first_loud is not None:
        first = checked.mismatches[0].line if checked.mismatches else None
        cell.first_loud.line = first == case.first_loud.failing_line


def _count_extra(case: Case, findings: Sequence[Finding]) -> int:
    """The findings that speak of no labelled fault."""
    lines = {line for fault in case.faults for line in (fault.failing_line, *fault.cause_lines)}
    told = ({finding.line, *(cause.line for cause in finding.causes)} for finding in findings)
    return sum(not (lines & spoken) for spoken in told)


def _judge_repair(case: Case, checked: Checked, cell: CellScore, run: Runner) -> None:
    best = [_best_fix(mismatch) for mismatch in checked.mismatches]
    complete = all(fix is not None and fix.verified for fix in best)
    best += [fix for warning in checked.warnings if (fix := _best_fix(warning)) is not None and fix.verified]
    offered = _distinct([fix for fix in best if fix is not None])
    cell.repair, cell.repair_error = _tried(case.source, offered, run) if offered else ("none", "")
    if cell.repair == "fails" and complete:
        cell.broken_fixes.append(" + ".join(fix.title for fix in offered))
    if len(checked.mismatches) == 1 and not checked.warnings:
        others = [fix for fix in checked.mismatches[0].fixes if fix.verified and fix not in offered]
        cell.broken_fixes += [fix.title for fix in others if _tried(case.source, [fix], run)[0] != "runs"]


def _distinct(fixes: Sequence[Fix]) -> list[Fix]:
    """One of each: several mismatches may have one cause, and so offer the same edits."""
    return [fix for at, fix in enumerate(fixes) if all(fix.edits != other.edits for other in fixes[:at])]


def _best_fix(finding: Finding) -> Fix | None:
    """The first verified fix, else the first one."""
    return next((fix for fix in finding.fixes if fix.verified), finding.fixes[0] if finding.fixes else None)


def _tried(source: str, fixes: Sequence[Fix], run: Runner) -> tuple[Repair, str]:
    for fix in fixes:
        try:
            source = fix.apply(source)
        except ValueError as clash:
            return "clash", str(clash)
    ended = run(source)
    if not ended.ok:
        return "fails", f"line {ended.line}: {ended.error}: {ended.text}".split("\n")[0]
    return ("runs" if all(fix.verified for fix in fixes) else "unverified"), ""
