"""Keys pressed on the widget belong to the widget: the notebook around it is left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .lab import SAVE, Lab
from .view import View

NOTEBOOK_STATE = """
() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  return [notebook.activeCellIndex, notebook.widgets.map(cell => cell.model.sharedModel.getSource())];
}
"""
# In command mode the notebook would add, cut, delete, merge, copy, paste or change cells, or move.
SHORTCUTS = ["b", "a", "x", "d", "d", "m", "y", "c", "v", "z", "j", "k", "Shift+M", "o"]
ARROWS = ["ArrowRight", "ArrowUp", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowRight"]


@pytest.fixture(scope="module")
def notebook_7(cnn_page: Page, lab: Lab, context: BrowserContext) -> Iterator[View]:
    """The same notebook, its kernel running, in Notebook 7."""
    cnn_page.evaluate(SAVE)
    page = lab.open_in_notebook_7(context, "cnn.ipynb")
    yield View(page)
    page.close()


def check_that_arrow_keys_move_the_slider_only(view: View) -> None:
    slider = view.slider("N")
    slider.focus()
    before = view.page.evaluate(NOTEBOOK_STATE)
    for key in ARROWS:
        slider.press(key)
    expect(slider).to_have_value("3")
    expect(view.label("3 × 3 × 64 × 64")).to_be_visible()
    expect(slider).to_be_focused()
    assert view.page.evaluate(NOTEBOOK_STATE) == before


def check_that_letters_do_nothing_to_the_notebook(view: View) -> None:
    before = view.page.evaluate(NOTEBOOK_STATE)
    for element in (view.slider("N"), view.canvas, view.reset, view.root.get_by_role("tab", name="Table")):
        element.focus()
        for key in SHORTCUTS:
            element.press(key)
        expect(element).to_be_focused()
        assert view.page.evaluate(NOTEBOOK_STATE) == before


def test_arrow_keys_move_the_slider_and_not_the_notebook_in_jupyterlab(cnn: View) -> None:
    check_that_arrow_keys_move_the_slider_only(cnn)


def test_letters_do_nothing_to_the_notebook_in_jupyterlab(cnn: View) -> None:
    check_that_letters_do_nothing_to_the_notebook(cnn)


def test_the_widget_lives_and_takes_the_arrow_keys_in_notebook_7(notebook_7: View) -> None:
    expect(notebook_7.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    check_that_arrow_keys_move_the_slider_only(notebook_7)


def test_letters_do_nothing_to_the_notebook_in_notebook_7(notebook_7: View) -> None:
    check_that_letters_do_nothing_to_the_notebook(notebook_7)


def test_a_slider_reaches_both_ends_by_keys_alone(cnn: View) -> None:
    slider = cnn.slider("N")
    slider.press("End")
    highest = slider.get_attribute("max")
    expect(cnn.label(f"{highest} × 3 × 64 × 64")).to_be_visible()
    slider.press("Home")
    expect(cnn.label("1 × 3 × 64 × 64")).to_be_visible()
    slider.press("PageUp")
    expect(cnn.label("11 × 3 × 64 × 64")).to_be_visible()
