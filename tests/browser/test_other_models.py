"""Names that try to be markup, and models too large to be drawn whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import shapeviz

from .cells import FIVE_HUNDRED_MODULES, GPT2, HOSTILE, LOAD, MARKUP_AS_ATTRIBUTE, MARKUP_AS_CLASS, without_magic
from .lab import GO_TO_CELL, Lab
from .offline import Offline
from .view import View

LAST_CELL_HAS_RUN = "() => window.jupyterapp.shell.currentWidget.content.widgets.at(-1).model.executionCount"
MOST_NODES_AT_FIRST = 60
CELLS = {"hostile": HOSTILE, "many modules": FIVE_HUNDRED_MODULES, "gpt2": GPT2}


@pytest.fixture(scope="module")
def page(lab: Lab, context: BrowserContext) -> Page:
    """A notebook with all of these cells, run."""
    page = lab.open(context, lab.write("models.ipynb", LOAD, *CELLS.values()))
    page.wait_for_function(LAST_CELL_HAS_RUN)
    return page


@pytest.fixture
def view_of(page: Page) -> Callable[[str], View]:
    """The view below a cell, scrolled to."""

    def go_to(cell: str) -> View:
        number = 1 + list(CELLS).index(cell)
        page.bring_to_front()
        page.evaluate(GO_TO_CELL, number)
        view = View(page, page.locator(f'.jp-Cell[data-windowed-list-index="{number}"] .shapeviz'))
        expect(view.canvas).to_be_visible()
        return view

    return go_to


def check_that_nothing_was_executed(page: Page) -> None:
    assert page.evaluate("() => window.hacked") is None
    expect(page.locator(".shapeviz img, .shapeviz script")).to_have_count(0)


def test_names_that_are_markup_are_shown_as_text_in_the_widget(view_of: Callable[[str], View]) -> None:
    view = view_of("hostile")
    expect(view.headline).to_contain_text(f"{MARKUP_AS_ATTRIBUTE} expects 8 features")
    node = view.root.locator("g.node.mismatch:not(.group)")
    expect(node.locator(".title")).to_contain_text("<img src=x")
    expect(node.locator(".subtitle")).to_contain_text("</script>")
    node.click()
    for tab, text in {
        "Code": MARKUP_AS_CLASS,
        "Details": MARKUP_AS_ATTRIBUTE,
        "Table": MARKUP_AS_ATTRIBUTE,
    }.items():
        view.root.get_by_role("tab", name=tab).click()
        expect(view.root.get_by_role("tabpanel", name=tab)).to_contain_text(text)
    check_that_nothing_was_executed(view.page)


def test_names_that_are_markup_are_shown_as_text_in_the_page(tmp_path: Path, offline: Offline) -> None:
    path = tmp_path / "hostile.html"
    shapeviz.check_cell(without_magic(HOSTILE), {}).to_html(path)
    page = offline.open(path)
    expect(View(page).headline).to_contain_text(f"{MARKUP_AS_ATTRIBUTE} expects 8 features")
    check_that_nothing_was_executed(page)
    assert (offline.errors, offline.refused) == ([], [])


def test_names_that_are_markup_are_shown_as_text_in_the_static_picture(tmp_path: Path, offline: Offline) -> None:
    path = tmp_path / "hostile.svg"
    shapeviz.check_cell(without_magic(HOSTILE), {}).to_svg(path)
    page = offline.open(path)
    expect(page.locator("text").get_by_text("<img src=x").first).to_be_visible()
    assert page.evaluate("() => window.hacked") is None


def test_scrolling_away_and_back_leaves_the_widget_in_the_place_of_the_static_picture(
    view_of: Callable[[str], View],
) -> None:
    view_of("gpt2")
    view = view_of("hostile")
    outputs = view.page.locator('.jp-Cell[data-windowed-list-index="1"] .jp-OutputArea-output')
    expect(outputs.filter(has=view.page.locator("img"))).to_be_hidden()
    expect(outputs.filter(has=view.page.locator(".shapeviz"))).to_be_visible()


def test_a_model_of_five_hundred_modules_opens_folded_and_opens_further_on_a_double_click(
    view_of: Callable[[str], View],
) -> None:
    view = view_of("many modules")
    expect(view.headline).to_have_text("400 layers, every shape fits")
    assert view.nodes().count() <= MOST_NODES_AT_FIRST
    for title in ("model[4]", "model[4][7]"):
        check_that_a_group_opens(view, title)
    expect(view.label("4 × 64").first).to_be_visible()


def test_a_hugging_face_model_opens_folded_and_opens_further_on_a_double_click(
    view_of: Callable[[str], View],
) -> None:
    view = view_of("gpt2")
    expect(view.headline).to_have_text("17 layers, every shape fits")
    assert view.nodes().count() <= MOST_NODES_AT_FIRST
    check_that_a_group_opens(view, "attn")
    expect(view.node("c_attn")).to_be_visible()


def check_that_a_group_opens(view: View, title: str) -> None:
    before = view.nodes().count()
    view.find(title)
    group = view.node(title).and_(view.selected())
    expect(group).to_have_attribute("aria-expanded", "false")
    group.dblclick()
    expect(group).to_have_attribute("aria-expanded", "true")
    assert view.nodes().count() > before
