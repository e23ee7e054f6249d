"""The labels of our own cells agree with their texts; no cell is run here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpus.cases import cases, is_installed, read

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
CELLS = BENCHMARKS / "cells"
FOLDERS = sorted(path.parent for path in CELLS.glob("*/case.json"))
KINDS = {"single", "multi", "silent", "negative"}


def labels_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "case.json").read_text(encoding="utf-8"))


def test_there_are_cells_of_every_kind() -> None:
    found = list(cases(CELLS))
    assert {case.kind for case in found} == KINDS
    assert len(found) >= 60


def test_every_cell_has_a_number_of_its_own() -> None:
    numbers = [folder.name[:3] for folder in FOLDERS]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_cell_and_its_mended_text_compile_and_differ(folder: Path) -> None:
    case, fixed = read(folder), folder / "fixed.py"
    compile(case.source, "cell.py", "exec")
    assert fixed.exists() == (case.kind != "negative")
    if fixed.exists():
        mended = fixed.read_text(encoding="utf-8")
        compile(mended, "fixed.py", "exec")
        assert mended != case.source


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_labelled_lines_are_lines_of_code(folder: Path) -> None:
    case = read(folder)
    lines = case.source.split("\n")
    for fault in case.faults:
        assert fault.root_lines == tuple(sorted(set(fault.root_lines)))
        for number in (fault.failing_line, *fault.root_lines):
            assert lines[number - 1].strip(), f"line {number} is empty"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_labels_fit_the_kind(folder: Path) -> None:
    labels = labels_of(folder)
    faults = labels["faults"]
    assert labels["id"] == folder.name
    assert is_installed(labels["framework"])
    count = {"single": len(faults) == 1, "silent": len(faults) == 1, "multi": len(faults) > 1, "negative": not faults}
    assert count[labels["kind"]]
    for fault in faults:
        assert fault["silent"] == (fault["exception"] is None)
        assert fault["fix"]
    if labels["kind"] == "silent":
        assert all(fault["silent"] for fault in faults)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_good_fix_edits_labelled_lines_only(folder: Path) -> None:
    case, fixed = read(folder), folder / "fixed.py"
    if fixed.exists():
        kept = set(fixed.read_text(encoding="utf-8").split("\n"))
        edited = {number for number, line in enumerate(case.source.split("\n"), 1) if line not in kept}
        roots = {line for fault in case.faults for line in fault.cause_lines}
        assert edited <= roots


def test_cells_are_chosen_by_the_beginning_of_their_name() -> None:
    assert [case.name[:3] for case in cases(CELLS, ["002", "010"])] == ["002", "010"]
    assert {case.framework for case in cases(CELLS, framework="keras")} == {"keras"}
