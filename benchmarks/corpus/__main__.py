"""`python -m benchmarks.corpus PATH`: check every labelled cell below PATH and score what the check says."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.corpus import report
from benchmarks.corpus.cases import Case, cases, is_installed
from benchmarks.corpus.running import Checked, check, run
from benchmarks.corpus.scoring import CellScore, score


def main() -> None:
    """Print a line per cell, a line per class, and the figures in all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("path", type=Path, help="the folder that holds the cells")
    parser.add_argument("--only", default="", help="beginnings of the names to check, with commas between")
    parser.add_argument("--framework", help="check the cells of this framework alone")
    parser.add_argument("--json", type=Path, help="write the scores here too")
    parser.add_argument("-v", "--verbose", action="store_true", help="say what each check found")
    chosen = parser.parse_args()
    only = [name for name in chosen.only.split(",") if name]
    scores = list(_scores(list(cases(chosen.path, only, chosen.framework)), verbose=chosen.verbose))
    print(*report.cell_lines(scores), "", *report.detail_lines(scores), "", sep="\n")
    print(*report.class_lines(scores), "", *report.shares(scores), sep="\n")
    if scores:
        seconds = sorted(cell.seconds for cell in scores)
        print(f"  seconds per check: median {seconds[len(seconds) // 2]:.2f}, most {seconds[-1]:.2f}")
    if chosen.json is not None:
        chosen.json.write_text(json.dumps([asdict(cell) for cell in scores], indent=1), encoding="utf-8")


def _scores(chosen: list[Case], *, verbose: bool) -> Iterator[CellScore]:
    for case in chosen:
        if not is_installed(case.framework):
            print(f"{case.name} is left out: {case.framework} is not installed.")
            continue
        checked = check(case.source)
        result = score(case, checked, run)
        if verbose:
            print(*_findings(case, checked, result), sep="\n", flush=True)
        yield result


def _findings(case: Case, checked: Checked, result: CellScore) -> Iterator[str]:
    """What the check said, beside what the labels say."""
    yield f"── {case.name} ({case.kind}) {checked.verdict}: {checked.headline} [{result.repair}]"
    for fault in case.faults:
        yield f"   label: {fault.family} at line {fault.failing_line}, root {sorted(fault.cause_lines)}"
    for finding in (*checked.mismatches, *checked.warnings):
        yield f"   {type(finding).__name__} at line {finding.line}: {finding.message}"
        yield from (f"      cause: line {cause.line}: {cause.reason}" for cause in finding.causes)
        for fix in finding.fixes:
            yield f"      fix{'' if fix.verified else ' (not verified)'}: {fix.title}"
            yield from (f"         {edit.line}: {edit.new.strip()}" for edit in fix.edits)


if __name__ == "__main__":
    main()
