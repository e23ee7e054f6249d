"""A saved notebook is opened again, with no kernel that knows of it."""

from __future__ import annotations

import nbformat
from playwright.sync_api import BrowserContext, Locator, Page, expect

from .lab import Lab
from .view import View

SENTENCE = "fc1 (Linear) expects 3136 features in the last axis of its input, but gets 16384."
NO_KERNEL = "No kernel answers: run the cell again to vary the sizes."


def twin(page: Page) -> Locator:
    return page.locator(".jp-OutputArea-output [id]:has(> img), .jp-OutputArea-output div:has(> img)").first


def check_that_the_static_picture_is_seen(page: Page) -> None:
    expect(twin(page)).to_contain_text(SENTENCE)
    expect(twin(page)).to_contain_text("line 14 | return self.fc1(x)")
    picture = twin(page).locator("img")
    expect(picture).to_be_visible()
    width, height = picture.evaluate("(picture) => [picture.naturalWidth, picture.naturalHeight]")
    assert width > 200 and height > 200
    twin(page).locator("summary").click()
    expect(twin(page).locator("table")).to_be_visible()
    expect(twin(page).locator("table")).to_contain_text("✗ 1 × 16384 ≠ 3136")


def test_with_saved_state_the_widget_is_back_and_says_that_no_kernel_answers(
    lab: Lab, context: BrowserContext, saved: nbformat.NotebookNode
) -> None:
    assert saved.metadata["widgets"]
    page = lab.open(context, lab.put("with_state.ipynb", saved, trusted=True), run=False)
    view = View(page)
    expect(view.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    expect(twin(page)).to_be_hidden()
    view.slider("N").press("ArrowRight")
    expect(view.problem).to_have_text(NO_KERNEL)
    expect(view.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    page.close()


def test_without_saved_state_the_static_picture_is_seen(
    lab: Lab, context: BrowserContext, saved: nbformat.NotebookNode
) -> None:
    del saved.metadata["widgets"]
    page = lab.open(context, lab.put("without_state.ipynb", saved, trusted=True), run=False)
    check_that_the_static_picture_is_seen(page)
    expect(page.locator(".shapeviz")).to_have_count(0)
    page.close()


def test_an_untrusted_notebook_shows_the_static_picture_and_runs_nothing(
    lab: Lab, context: BrowserContext, saved: nbformat.NotebookNode
) -> None:
    saved.cells.append(nbformat.v4.new_markdown_cell("Sent by somebody else."))
    page = lab.open(context, lab.put("untrusted.ipynb", saved), run=False)
    check_that_the_static_picture_is_seen(page)
    expect(page.locator(".shapeviz")).to_have_count(0)
    page.close()
