"""The page that `check.to_html()` writes, opened from a file: no kernel, no network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import shapeviz
from shapeviz.rendering.html import to_html

from .cells import CNN, LOOP, without_magic
from .offline import Offline
from .static import check_that_the_static_picture_is_seen
from .view import View


def test_the_page_shows_graph_code_and_sliders(cnn_file: Path, offline: Offline) -> None:
    page = offline.open(cnn_file)
    view = View(page)
    expect(view.headline).to_have_text("fc1 expects 3136 features in the last axis of its input, gets 16384")
    expect(view.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    assert "".join(view.code.locator(".wavy").all_inner_texts()) == "self.fc1(x)"
    expect(view.root.locator("input[type=range]")).to_have_count(4)
    expect(page.locator("img")).to_have_count(0)
    view.node("conv1").click()
    expect(view.code.locator(".row.selected .no")).to_have_text(["12"])
    assert (offline.errors, offline.refused) == ([], [])


def test_the_failing_page_turns_green_where_the_sizes_fit_and_red_again(cnn_file: Path, offline: Offline) -> None:
    view = View(offline.open(cnn_file))
    before = view.labels()
    view.box("H").fill("28")
    expect(view.headline).to_have_text("3 layers, every shape fits")
    expect(view.root.locator(".verdict .mark")).to_have_text("✓")
    expect(view.root.locator("header")).to_have_class("ok")
    expect(view.mismatched_edges).to_have_count(0)
    expect(view.code.locator(".wavy")).to_have_count(0)
    expect(view.label("1 × 3136")).to_be_visible()
    expect(view.line(14).locator(".hint")).to_have_text("1×10")
    view.drag("H", 100)
    size = int(view.slider("H").input_value())
    features = 16 * (size // 2) ** 2
    expect(view.label(f"✗ 1 × {features} ≠ 3136")).to_be_visible()
    expect(view.headline).to_have_text(f"fc1 expects 3136 features in the last axis of its input, gets {features}")
    expect(view.mismatched_edges).to_have_count(1)
    view.reset.click()
    assert view.labels() == before
    assert (offline.errors, offline.refused) == ([], [])


def test_a_size_along_which_other_calls_run_is_refused_with_a_sentence(tmp_path: Path, offline: Offline) -> None:
    path = tmp_path / "loop.html"
    shapeviz.check_cell(LOOP, {}).to_html(path)
    view = View(offline.open(path))
    view.box("N").fill("9")
    expect(view.label("9 × 20").first).to_be_visible()
    expect(view.problem).to_be_hidden()
    view.box("L").fill("7")
    expect(view.problem).to_have_text(
        "With another L other calls run; the formulas cannot tell what happens. "
        "The picture still shows N = 9, L = 6, F = 8."
    )
    expect(view.root).to_have_class("shapeviz stale")
    view.box("L").fill("6")
    expect(view.problem).to_be_hidden()
    expect(view.root).to_have_class("shapeviz")


def test_a_page_that_has_no_formulas_has_no_sliders(tmp_path: Path, offline: Offline) -> None:
    path = tmp_path / "plain.html"
    graph = shapeviz.check_cell(without_magic(CNN), {}).graph
    for edge in graph.edges:
        edge.formula = None
    path.write_text(to_html(graph), encoding="utf-8")
    view = View(offline.open(path))
    expect(view.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    expect(view.root.locator("input[type=range]")).to_have_count(0)
    expect(view.root.get_by_role("group", name="How shapes are written")).to_be_hidden()


def test_the_page_without_scripts_shows_the_static_picture(cnn_file: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(cnn_file.as_uri())
    check_that_the_static_picture_is_seen(page)
    expect(page.locator(".shapeviz")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_theme_of_the_system(cnn_file: Path, browser: Browser, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(cnn_file.as_uri())
    expect(page.locator(".shapeviz")).to_have_attribute("data-theme", scheme)
    context.close()
