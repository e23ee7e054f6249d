"""A saved notebook is opened again, with no kernel that knows of it."""

from __future__ import annotations

import nbformat
from playwright.sync_api import BrowserContext, expect

from .lab import Lab
from .static import check_that_the_static_picture_is_seen, twin
from .view import View

NO_KERNEL = "No kernel answers: run the cell again to vary the sizes."


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
