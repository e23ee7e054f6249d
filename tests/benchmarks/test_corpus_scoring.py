"""Scores of small cells, with what the check said written out by hand."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.corpus.cases import Case, Fault, Kind
from benchmarks.corpus.report import cell_lines, shares
from benchmarks.corpus.running import Checked, Run
from benchmarks.corpus.scoring import score
from shapeviz.graph.findings import AxisConflict, Cause, Edit, Fix, Mismatch, Warning
from shapeviz.graph.model import Verdict

SOURCE = "\n".join(["a = 1", "b = 2", "c = a @ b", "d = c", "e = d"])
GOOD = Edit(2, "b = 2", "b = 3")
BAD = Edit(1, "a = 1", "a = 9")


def fault(line: int = 3, roots: tuple[int, ...] = (2,), *, silent: bool = False, insertion: bool = False) -> Fault:
    return Fault("matmul_inner_dim", silent, line, roots, insertion, (4, 2))


def case(*faults: Fault, kind: Kind = "single") -> Case:
    return Case("001_small", kind, SOURCE, faults=faults)


def causes(lines: Sequence[int]) -> list[Cause]:
    return [Cause(line, "text", "reason") for line in lines]


def mismatch(line: int = 3, lines: Sequence[int] = (), *fixes: Fix) -> Mismatch:
    conflict = AxisConflict("b", axis=0, expected=2, actual=4)
    return Mismatch(None, "sentence", line, conflicts=[conflict], causes=causes(lines), fixes=[*fixes])


def warning(line: int, lines: Sequence[int] = (), *fixes: Fix) -> Warning:
    return Warning("rule", None, line, "sentence", causes(lines), [*fixes])


def fix(*edits: Edit, verified: bool = True) -> Fix:
    return Fix(f"Edit {edits[0].new}", [*edits], verified)


def checked(*findings: Mismatch | Warning, verdict: Verdict = "mismatch") -> Checked:
    mismatches = [finding for finding in findings if isinstance(finding, Mismatch)]
    return Checked(verdict, "", mismatches, [finding for finding in findings if isinstance(finding, Warning)])


def runs_with_b_3(source: str) -> Run:
    good = "b = 3" in source
    return Run(good, "" if good else "RuntimeError", "", None if good else 3)


def test_a_single_bug_is_told_by_the_first_mismatch_and_its_line_numbers_and_causes_are_compared() -> None:
    told = score(case(fault()), checked(mismatch(3, [4, 2])), runs_with_b_3).faults[0]
    assert (told.found, told.line, told.numbers, told.first_cause, told.any_cause) == (True, True, True, False, True)


def test_only_the_first_three_causes_count() -> None:
    assert not score(case(fault()), checked(mismatch(3, [5, 4, 1, 2])), runs_with_b_3).faults[0].any_cause


def test_an_exception_without_a_mismatch_is_not_detected() -> None:
    told = score(case(fault()), checked(verdict="error"), runs_with_b_3)
    assert not told.faults[0].found
    assert told.faults[0].line is False
    assert told.repair == "none"


def test_where_a_line_is_missing_its_neighbours_count_as_the_cause() -> None:
    assert score(case(fault(insertion=True)), checked(mismatch(3, [1])), runs_with_b_3).faults[0].first_cause
    assert not score(case(fault()), checked(mismatch(3, [1])), runs_with_b_3).faults[0].first_cause


def test_each_fault_of_a_multi_bug_cell_needs_a_finding_of_its_own() -> None:
    both = case(fault(3, (2,)), fault(5, (5,)), kind="multi")
    assert not score(both, checked(mismatch(3, [2])), runs_with_b_3).all_found
    assert score(both, checked(mismatch(3, [2]), mismatch(5)), runs_with_b_3).all_found


def test_two_faults_on_one_line_are_paired_so_that_both_are_found() -> None:
    both = case(fault(3, (3,)), fault(3, (3,), silent=True), kind="multi")
    told = score(both, checked(mismatch(3, [3]), warning(3)), runs_with_b_3)
    assert told.all_found
    assert not score(both, checked(mismatch(3), mismatch(3)), runs_with_b_3).all_found


def test_a_silent_bug_is_found_by_a_warning_at_its_line_or_with_its_root_among_the_causes() -> None:
    quiet = case(fault(3, (2,), silent=True), kind="silent")
    assert score(quiet, checked(warning(3), verdict="ok"), runs_with_b_3).all_found
    assert score(quiet, checked(warning(5, [2]), verdict="ok"), runs_with_b_3).all_found
    assert not score(quiet, checked(warning(5), verdict="ok"), runs_with_b_3).all_found


def test_findings_that_speak_of_no_labelled_fault_are_counted_as_extra() -> None:
    told = score(case(fault()), checked(mismatch(3), mismatch(5), warning(2), warning(4)), runs_with_b_3)
    assert (told.extra_mismatches, told.extra_warnings) == (1, 1)


def test_a_correct_cell_must_be_ok_without_a_word() -> None:
    correct = case(kind="negative")
    assert not score(correct, checked(verdict="ok"), runs_with_b_3).false_alarm
    assert score(correct, checked(warning(3), verdict="ok"), runs_with_b_3).false_alarm
    assert score(correct, checked(verdict="error"), runs_with_b_3).false_alarm


def test_the_mended_cell_is_run_with_the_first_verified_fix() -> None:
    told = score(case(fault()), checked(mismatch(3, [], fix(BAD, verified=False), fix(GOOD))), runs_with_b_3)
    assert (told.repair, told.broken_fixes) == ("runs", [])


def test_a_fix_that_was_not_tried_is_not_counted_as_verified() -> None:
    told = score(case(fault()), checked(mismatch(3, [], fix(GOOD, verified=False))), runs_with_b_3)
    assert told.repair == "unverified"


def test_every_verified_fix_that_does_not_run_is_named() -> None:
    told = score(case(fault()), checked(mismatch(3, [], fix(GOOD), fix(BAD))), runs_with_b_3)
    assert (told.repair, told.broken_fixes) == ("runs", ["Edit a = 9"])
    told = score(case(fault()), checked(mismatch(3, [], fix(BAD))), runs_with_b_3)
    assert (told.repair, told.broken_fixes) == ("fails", ["Edit a = 9"])
    assert told.repair_error == "line 3: RuntimeError: "


def test_the_fixes_of_all_findings_are_applied_one_after_the_other() -> None:
    insertion = Edit(1, None, "import x")
    seen: list[str] = []

    def run(source: str) -> Run:
        seen.append(source)
        return Run(True)

    both = checked(mismatch(3, [], fix(insertion)), warning(3, [], fix(GOOD)))
    assert score(case(fault()), both, run).repair == "runs"
    assert seen == ["import x\na = 1\nb = 3\nc = a @ b\nd = c\ne = d"]


def test_a_fix_that_several_mismatches_share_is_applied_once() -> None:
    told = score(case(fault()), checked(mismatch(3, [], fix(GOOD)), mismatch(4, [], fix(GOOD))), runs_with_b_3)
    assert (told.repair, told.mismatches) == ("runs", 2)


def test_verified_fixes_are_not_blamed_where_another_mismatch_has_none() -> None:
    told = score(case(fault()), checked(mismatch(3, [], fix(BAD)), mismatch(4)), runs_with_b_3)
    assert (told.repair, told.broken_fixes) == ("fails", [])


def test_fixes_that_change_one_line_in_two_ways_clash() -> None:
    other = Edit(2, "b = 2", "b = 4")
    told = score(case(fault()), checked(mismatch(3, [], fix(GOOD)), mismatch(3, [], fix(other))), runs_with_b_3)
    assert told.repair == "clash"


def test_the_figures_in_all_say_whether_their_bar_is_reached() -> None:
    good = score(case(fault()), checked(mismatch(3, [2], fix(GOOD))), runs_with_b_3)
    poor = score(case(fault()), checked(mismatch(4)), runs_with_b_3)
    by_name = {share.name: share for share in shares([good, poor])}
    line = by_name["line of the failing call"]
    assert str(line) == f"✗ {'line of the failing call':<44}   1/2    50.0 %  (bar ≥ 100 %)"
    assert by_name["loud faults detected"].reached
    assert not by_name["cause, first choice"].reached
    assert by_name["silent bugs found"].reached, "a bar of nothing is reached"


def test_the_table_has_a_line_per_cell() -> None:
    lines = list(cell_lines([score(case(fault()), checked(mismatch(3, [2])), runs_with_b_3)]))
    assert lines[1].split() == ["001_small", "single", "yes", "yes", "yes", "yes", "yes", "none", "0+0", "0.00"]
