"""A saved notebook is opened again, with no kernel that knows of it."""

from __future__ import annotations

import base64
import json
import zlib

import nbformat
from playwright.sync_api import BrowserContext, expect

from shapeviz.graph.packing import pack

from .lab import Lab
from .static import check_that_the_static_picture_is_seen, twin
from .view import View

NO_KERNEL = (
    "No kernel answers: run the cell again to vary the sizes. The picture still shows N = 1, C = 3, H = 64, W = 64."
)


def test_with_saved_state_the_widget_is_back_and_its_formulas_answer(
    lab: Lab, context: BrowserContext, saved: nbformat.NotebookNode
) -> None:
    assert saved.metadata["widgets"]
    page = lab.open(context, lab.put("with_state.ipynb", saved, trusted=True), run=False)
    view = View(page)
    expect(view.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    expect(twin(page)).to_be_hidden()
    view.box("H").fill("28")
    expect(view.headline).to_have_text("3 layers, every shape fits")
    expect(view.mismatched_edges).to_have_count(0)
    expect(view.problem).to_be_hidden()
    page.close()


def test_where_there_are_no_formulas_it_says_that_no_kernel_answers(
    lab: Lab, context: BrowserContext, saved: nbformat.NotebookNode
) -> None:
    remove_formulas(saved)
    page = lab.open(context, lab.put("no_formulas.ipynb", saved, trusted=True), run=False)
    view = View(page)
    expect(view.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    view.slider("N").press("ArrowRight")
    expect(view.problem).to_have_text(NO_KERNEL)
    expect(view.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    page.close()


def remove_formulas(notebook: nbformat.NotebookNode) -> None:
    """As if the saved widget had been made for a model of which no formula is known."""
    models = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"].values()
    states = [model["state"] for model in models if "document" in model["state"]]
    assert states
    for state in states:
        document = json.loads(zlib.decompress(base64.b64decode(state["document"])))
        for edge in document["edges"]:
            edge.pop("formula", None)
        state["document"] = pack(json.dumps(document))


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
