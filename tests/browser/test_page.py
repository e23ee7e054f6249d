"""The page that `check.to_html()` writes, opened from a file: no kernel, no network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import shapeviz

from .cells import CNN, without_magic
from .offline import Offline
from .static import check_that_the_static_picture_is_seen
from .view import View


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "check.html"
    shapeviz.check_cell(without_magic(CNN), {}).to_html(path)
    return path


def test_the_page_shows_graph_and_code_without_sliders(page_file: Path, offline: Offline) -> None:
    page = offline.open(page_file)
    view = View(page)
    expect(view.headline).to_have_text("fc1 expects 3136 features in the last axis of its input, gets 16384")
    expect(view.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    assert "".join(view.code.locator(".wavy").all_inner_texts()) == "self.fc1(x)"
    expect(view.root.locator("input[type=range]")).to_have_count(0)
    expect(page.locator("img")).to_have_count(0)
    view.node("conv1").click()
    expect(view.code.locator(".row.selected .no")).to_have_text(["12"])
    assert (offline.errors, offline.refused) == ([], [])


def test_the_page_without_scripts_shows_the_static_picture(page_file: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    check_that_the_static_picture_is_seen(page)
    expect(page.locator(".shapeviz")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_theme_of_the_system(page_file: Path, browser: Browser, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(page_file.as_uri())
    expect(page.locator(".shapeviz")).to_have_attribute("data-theme", scheme)
    context.close()
