"""Graph and code show the same thing from two sides; and both follow the notebook's theme."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from .lab import COMMAND
from .static import SENTENCE
from .view import View


def background(element: Locator) -> str:
    return element.evaluate("(element) => getComputedStyle(element).backgroundColor")


def selected_lines(view: View) -> Locator:
    return view.code.locator(".row.selected .no")


@pytest.mark.parametrize(("title", "line", "defined"), [("conv1", 12, 7), ("fc1", 14, 9)])
def test_clicking_a_node_marks_the_line_that_calls_it_and_the_line_that_makes_it(
    cnn: View, title: str, line: int, defined: int
) -> None:
    cnn.node(title).click()
    expect(selected_lines(cnn)).to_have_text([str(line)])
    expect(cnn.code.locator(".row.defined .no")).to_have_text([str(defined)])
    assert background(cnn.line(line)) != background(cnn.line(1))


def test_clicking_a_line_selects_the_node_that_ran_there_last(cnn: View) -> None:
    cnn.line(12).click()
    expect(cnn.selected()).to_have_attribute("aria-label", "pool, MaxPool2d, gives 1 × 16 × 32 × 32")
    cnn.line(7).click()
    expect(cnn.selected()).to_have_attribute("aria-label", "conv1, Conv2d, gives 1 × 16 × 64 × 64")


def test_the_chip_in_the_headline_jumps_to_the_mismatch(cnn: View) -> None:
    cnn.root.locator(".verdict .chip").click()
    expect(cnn.selected()).to_have_attribute("aria-label", "fc1, Linear, expects 3136, gets 16384, mismatch")
    expect(selected_lines(cnn)).to_have_text(["14"])


def test_arrow_keys_walk_along_the_edges_and_escape_leaves(cnn: View) -> None:
    cnn.node("conv1").click()
    walked: list[str] = []
    for key in ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"]:
        cnn.canvas.press(key)
        expect(cnn.selected()).to_have_count(1)
        walked.append((cnn.selected().get_attribute("aria-label") or "").split(",")[0])
    assert walked == ["relu", "pool", "view", "fc1", "view"]
    expect(selected_lines(cnn)).to_have_text(["13"])
    active = cnn.canvas.get_attribute("aria-activedescendant")
    expect(cnn.selected()).to_have_id(active or "")
    cnn.canvas.press("Escape")
    expect(cnn.selected()).to_have_attribute("aria-label", "Net, group")
    cnn.canvas.press("Escape")
    expect(cnn.selected()).to_have_count(0)


def test_the_details_and_the_table_tell_of_the_selected_node(cnn: View) -> None:
    cnn.node("fc1").click()
    cnn.root.get_by_role("tab", name="Details").click()
    details = cnn.root.locator(".details")
    expect(details.locator("h3")).to_have_text("fc1")
    expect(details).to_contain_text("torch.nn.Linear")
    expect(details).to_contain_text(SENTENCE)
    expect(details).to_contain_text("in_features = 3136")
    cnn.root.get_by_role("tab", name="Table").click()
    expect(cnn.root.locator(".layers tr.selected th")).to_contain_text("fc1")
    expect(cnn.root.locator(".layers tr.selected .state")).to_have_text("✗ mismatch")


def test_the_search_selects_what_it_finds(cnn: View) -> None:
    cnn.find("pool")
    expect(cnn.selected()).to_have_attribute("aria-label", "pool, MaxPool2d, gives 1 × 16 × 32 × 32")
    expect(cnn.root.get_by_role("searchbox")).to_be_hidden()


def test_the_view_turns_dark_and_light_with_jupyterlab(cnn: View) -> None:
    def change_to(theme: str) -> None:
        cnn.page.evaluate(COMMAND, ["apputils:change-theme", {"theme": theme}])

    def brightness(element: Locator, name: str) -> int:
        color = element.evaluate("(element, name) => getComputedStyle(element)[name]", name)
        return sum(int(part) for part in color[4:-1].split(","))

    title = cnn.node("conv1").locator(".title")
    assert brightness(cnn.root, "backgroundColor") > 600
    assert brightness(title, "fill") < 200
    try:
        change_to("JupyterLab Dark")
        expect(cnn.root).to_have_attribute("data-theme", "dark")
        assert brightness(cnn.root, "backgroundColor") < 200
        assert brightness(title, "fill") > 600
    finally:
        change_to("JupyterLab Light")
    expect(cnn.root).to_have_attribute("data-theme", "light")
    assert brightness(cnn.root, "backgroundColor") > 600
