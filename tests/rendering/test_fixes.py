"""Fixes applied and written as diffs. The cells are those of the front end's tests, so that both do it alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shapeviz.graph.findings import Edit, Fix
from shapeviz.graph.model import Graph
from shapeviz.rendering.fixes import diff_lines, diff_text, trial_text

CELLS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "mended_cells.json").read_text("utf-8")
)


def fix_of(cell: dict[str, Any]) -> Fix:
    return Fix("", [Edit(edit["line"], edit.get("old"), edit["new"]) for edit in cell["edits"]])


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell["name"])
def test_a_fix_mends_the_cell_and_its_diff_says_how(cell: dict[str, Any]):
    assert fix_of(cell).apply(cell["source"]) == cell["mended"]
    assert [f"{each.sign} {each.line} {each.text}" for each in diff_lines(fix_of(cell))] == cell["diff"]


def test_every_fix_of_the_fixture_can_be_applied(several: Graph):
    for finding in (*several.mismatches, *several.warnings):
        for fix in finding.fixes:
            assert fix.apply(several.source.text) != several.source.text


def test_a_line_that_is_gone_is_named():
    with pytest.raises(ValueError, match=r"The source has no line 'y = x'\."):
        Fix("", [Edit(2, "    y = x", "    y = 2 * x")]).apply("x = 1")


def test_numbers_are_aligned_and_shared_indentation_is_left_out():
    fix = Fix("", [Edit(9, "    y = f(x)", "    y = f(\n        x,\n    )")])
    assert diff_text(fix, 80) == ["-  9 | y = f(x)", "+  9 | y = f(", "+ 10 |     x,", "+ 11 | )"]


def test_a_line_of_a_diff_that_is_too_long_goes_on_below():
    fix = Fix("", [Edit(10, "    y = f(first, second, flag=True)", "    y = f(first, second, flag=False)")])
    assert diff_text(fix, 27) == [
        "- 10 | y = f(first, second,",
        "     |     flag=True)",
        "+ 10 | y = f(first, second,",
        "     |     flag=False)",
    ]


@pytest.mark.parametrize("code", ["x" * 99, "    " * 9 + "y = f(x)", "f(x)\n" + "    " * 9 + "y"])
def test_no_line_of_a_diff_is_wider_than_asked(code: str):
    lines = diff_text(Fix("", [Edit(1, None, code)]), 20)
    assert max(map(len, lines)) <= 20
    assert sum(line.count("x") + line.count("y") for line in lines) == code.count("x") + code.count("y")


def test_it_is_said_whether_a_fix_was_tried():
    assert trial_text(Fix("", [], verified=True, outcome="The cell then runs.")) == "Checked. The cell then runs."
    assert trial_text(Fix("", [])) == "Not tried."
