"""Formulas in the page: beneath the numbers, in their place, and in the details."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .offline import Offline
from .view import View

FORMULAS = [
    "N × C × H × W",
    "N × 16 × H × W",
    "N × 16 × H × W",
    "N × 16 × ⌊H/2⌋ × ⌊W/2⌋",
    "N × 16·⌊H/2⌋·⌊W/2⌋",
    "N × 10",
]


@pytest.fixture
def page(cnn_file: Path, offline: Offline) -> View:
    return View(offline.open(cnn_file))


def test_a_formula_stands_beneath_each_shape(page: View) -> None:
    assert page.labels()[0] == "1 × 3 × 64 × 64"
    assert page.formulas() == FORMULAS
    page.box("N").fill("7")
    assert page.labels()[0] == "7 × 3 × 64 × 64"
    assert page.formulas() == FORMULAS


def test_the_switches_leave_numbers_alone_or_formulas_alone_but_never_nothing(page: View) -> None:
    numbers = page.labels()
    page.switch("formulas", False)
    assert (page.labels(), page.formulas()) == (numbers, [])
    page.switch("formulas", True)
    page.switch("numbers", False)
    failing, last = "✗ N × 16·⌊H/2⌋·⌊W/2⌋ ≠ 3136", "N × 10 as if it fitted"
    assert (page.labels(), page.formulas()) == ([*FORMULAS[:4], failing, last], [])
    expect(page.line(12).locator(".hint")).to_have_text("N×16×⌊H/2⌋×⌊W/2⌋")
    page.root.get_by_role("tab", name="Table").click()
    expect(page.root.locator(".layers tbody tr").first).to_contain_text("N × C × H × W")
    page.switch("formulas", False)
    assert page.labels() == numbers


def test_the_details_tell_how_the_sizes_come_about_and_what_they_must_be(page: View) -> None:
    page.node("pool").click()
    page.root.get_by_role("tab", name="Details").click()
    details = page.root.locator(".details")
    expect(details).to_contain_text("how the sizes come about")
    expect(details).to_contain_text("⌊(64 − 2)/2⌋ + 1 = 32")
    expect(details).to_contain_text("✓ H ≥ 2")
    page.box("H").fill("1")
    expect(details).to_contain_text("✗ H ≥ 2")
    page.box("H").fill("28")
    expect(details).to_contain_text("⌊(28 − 2)/2⌋ + 1 = 14")
