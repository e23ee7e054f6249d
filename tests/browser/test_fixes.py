"""What to change: the line in the code, the fixes, and the mended cell with one click."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from shapeviz.graph.document import from_json
from shapeviz.graph.model import Graph
from shapeviz.rendering.html import to_html

from .lab import RUN_ALL, Lab
from .view import View

DOCUMENT = Path(__file__).parents[1] / "fixtures" / "documents" / "several_mismatches.json"
SHOW = f"""from pathlib import Path
from shapeviz.graph.document import from_json
from shapeviz.result import Check

Check(from_json(Path("{DOCUMENT.name}").read_text("utf-8")))"""
BELOW = "'the cell below'"
SOURCES = "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map(cell => cell.getSource())"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return from_json(DOCUMENT.read_text("utf-8"))


@pytest.fixture
def mended(graph: Graph) -> str:
    """The cell with the first fix in it."""
    return graph.mismatches[0].fixes[0].apply(graph.source.text)


@pytest.fixture
def notebook(lab: Lab) -> str:
    """A notebook whose first cell shows the document."""
    shutil.copy(DOCUMENT, lab.root)
    return lab.write("fixes.ipynb", SHOW, BELOW)


@pytest.fixture
def page(browser: Browser, graph: Graph, tmp_path: Path) -> Iterator[Page]:
    """The document as a page of its own."""
    path = tmp_path / "page.html"
    path.write_text(to_html(graph), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1200, "height": 1300})
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    context.close()


def fix(view: View, title: str) -> Locator:
    return view.root.locator("article.fix").filter(has_text=title)


def test_the_mended_cell_is_put_below_in_jupyterlab(
    lab: Lab, context: BrowserContext, notebook: str, mended: str
) -> None:
    page = lab.open(context, notebook)
    card = fix(View(page), "Make fc1 for 16384 features")
    card.get_by_role("button", name="Put the mended cell below").click()
    expect(card.get_by_role("status")).to_have_text("The mended cell stands below: run it.")
    assert page.evaluate(SOURCES) == [SHOW, mended, BELOW]
    page.close()


def test_the_mended_cell_is_put_below_in_notebook_7(
    lab: Lab, context: BrowserContext, notebook: str, mended: str
) -> None:
    page = lab.open_in_notebook_7(context, notebook)
    page.evaluate(RUN_ALL)
    card = fix(View(page), "Make fc1 for 16384 features")
    card.get_by_role("button", name="Put the mended cell below").click()
    expect(card.get_by_role("status")).to_have_text("The mended cell stands below: run it.")
    assert page.evaluate(SOURCES) == [SHOW, mended, BELOW]
    page.close()


def test_a_page_of_its_own_copies_the_mended_cell(page: Page, mended: str) -> None:
    card = fix(View(page), "Make fc1 for 16384 features")
    copy = card.get_by_role("button", name="Copy the mended cell")
    copy.focus()
    copy.press("Enter")
    expect(card.get_by_role("status")).to_have_text("Copied: paste it into a new cell.")
    page.context.grant_permissions(["clipboard-read"])
    assert page.evaluate("() => navigator.clipboard.readText()") == mended


def test_each_fix_is_a_diff_with_its_trial_and_reason(page: Page) -> None:
    view = View(page)
    expect(view.root.locator(".fixes h3")).to_have_text("Fixes for fc1 · line 12")
    expect(view.root.locator("article.fix h4")).to_have_text(
        ["Make fc1 for 16384 features", "Feed 28×28 images", "Pool to 14×14 before the view"]
    )
    card = fix(view, "Feed 28×28 images")
    expect(card.locator(".diff .old")).to_have_text(["- 17 images = torch.randn(", "- 18     4, 3, 64, 64,", "- 19 )"])
    expect(card.locator(".diff .new")).to_have_text(["+ 17 images = torch.randn(4, 3, 28, 28)"])
    expect(card.locator(".trial")).to_have_text("✓ Checked. The cell then runs: fc1 gives 4×10.")
    expect(card.locator("p.muted")).to_have_text("Images of 28×28 give the 3136 features that fc1 is made for.")
    expect(fix(view, "Pool to 14×14").locator(".trial")).to_have_text("○ Not tried.")


def test_in_a_narrow_card_all_of_a_diff_is_seen_and_what_changed_is_marked(page: Page) -> None:
    page.set_viewport_size({"width": 700, "height": 1300})
    card = fix(View(page), "Make fc1 for 16384 features")
    expect(card.locator("mark")).to_have_text(["14 * 14", "32 * 32"])
    assert page.locator(".diff").evaluate_all("diffs => diffs.every(each => each.scrollWidth <= each.clientWidth)")
    assert "underline" in card.locator("mark").first.evaluate("mark => getComputedStyle(mark).textDecorationLine")


def test_a_long_line_of_code_scrolls_beneath_the_shapes(browser: Browser, graph: Graph, tmp_path: Path) -> None:
    graph.source.text = graph.source.text.replace("self.conv1(x)))", f"self.conv1(x)))  # {'long ' * 60}")
    path = tmp_path / "page.html"
    path.write_text(to_html(graph), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(path.as_uri())
    panel, hint = page.locator(".panel:has(.code)"), View(page).line(10).locator(".hint")
    panel.evaluate("panel => { panel.scrollLeft = 500; }")
    assert panel.evaluate("panel => panel.scrollLeft") == 500
    frame, box = panel.bounding_box(), hint.bounding_box()
    assert frame is not None and box is not None
    expect(hint).to_have_text("4×16×32×32")
    assert box["x"] > frame["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
    page.close()


def test_what_was_found_is_never_cut_off(page: Page) -> None:
    messages = page.locator(".mismatches")
    last = messages.locator(".finding").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=0.95)
    side, box = page.locator(".side").bounding_box(), messages.bounding_box()
    assert side is not None and box is not None
    assert box["y"] + box["height"] <= side["y"] + side["height"] + 1


def test_the_line_to_change_is_marked_in_words_apart_from_the_failing_line(page: Page) -> None:
    view = View(page)
    expect(view.line(6).locator(".change")).to_have_text("◂ change here")
    expect(view.line(6)).to_be_in_viewport()
    expect(view.line(12).locator(".hint")).to_have_text("16384 ≠ 3136")
    expect(view.line(12).locator(".change")).to_be_empty()


def test_a_warning_turns_to_its_node_and_its_fix(page: Page) -> None:
    view = View(page)
    view.root.get_by_role("button", name="mse_loss compares 32 × 1 with 32").click()
    expect(view.selected()).to_have_count(1)
    expect(view.node("mse_loss")).to_have_class("node call ok warned selected")
    expect(view.root.locator("article.fix h4")).to_have_text(["Drop the axis of size 1"])
    expect(view.root.locator(".finding.current")).to_contain_text("⚠ Warning: mse_loss compares 32 × 1 with 32")


def test_a_mismatch_without_a_node_turns_to_its_line(page: Page) -> None:
    view = View(page)
    view.root.locator(".chip").filter(has_text="line 21").click()
    expect(view.selected()).to_have_count(0)
    expect(view.code.locator(".row.selected .no")).to_have_text(["21"])
    expect(view.root.locator("article.fix h4")).to_have_text(["Use 2 heads"])
