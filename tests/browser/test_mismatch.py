"""A person's cell fails: what they see above the traceback."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from .lab import EXECUTE, run_cell
from .static import SENTENCE, twin
from .view import View

HEADLINE = "fc1 expects 3136 features in the last axis of its input, gets 16384"
CLOSE_WIDGETS = "import ipywidgets; ipywidgets.Widget.close_all()"


def style(element: Locator, name: str) -> str:
    return element.evaluate("(element, name) => getComputedStyle(element)[name]", name)


def is_red(color: str) -> bool:
    red, green, blue, *_ = map(float, re.findall(r"[\d.]+", color))
    return red > 2 * max(green, blue)


def test_the_headline_says_what_does_not_fit_and_on_which_line(cnn: View) -> None:
    expect(cnn.headline).to_have_text(HEADLINE)
    expect(cnn.root.locator(".verdict .mark")).to_have_text("✗")
    expect(cnn.root.locator(".verdict .chip")).to_have_text("line 14")
    expect(cnn.root.locator(".mismatches p")).to_have_text(f"✗ {SENTENCE}")


def test_the_one_edge_that_does_not_fit_is_red_dashed_and_labelled(cnn: View) -> None:
    expect(cnn.mismatched_edges).to_have_count(1)
    line, label = cnn.mismatched_edges.locator(".line"), cnn.mismatched_edges.locator(".label text.mismatch")
    expect(label).to_have_text("✗ 1 × 16384 ≠ 3136")
    expect(label).to_be_in_viewport()
    assert is_red(style(line, "stroke"))
    assert is_red(style(label, "fill"))
    assert re.match(r"\d", style(line, "strokeDasharray"))
    fitting = cnn.root.locator("g.edge.ok .line").first
    assert not is_red(style(fitting, "stroke"))
    assert style(fitting, "strokeDasharray") == "none"


def test_the_formula_stands_beneath_the_numbers_that_do_not_fit(cnn: View) -> None:
    formula = cnn.mismatched_edges.locator(".label .formula")
    expect(formula).to_have_text("N × 16·⌊H/2⌋·⌊W/2⌋")
    assert not is_red(style(formula, "fill"))


def test_every_edge_carries_its_shape(cnn: View) -> None:
    assert cnn.labels() == [
        "1 × 3 × 64 × 64",
        "1 × 16 × 64 × 64",
        "1 × 16 × 64 × 64",
        "1 × 16 × 32 × 32",
        "✗ 1 × 16384 ≠ 3136",
        "1 × 10 as if it fitted",
    ]


def test_the_failing_sub_expression_is_underlined_and_each_line_has_its_shape(cnn: View) -> None:
    underlined = cnn.code.locator(".wavy")
    assert "".join(underlined.all_inner_texts()) == "self.fc1(x)"
    assert {style(piece, "textDecorationStyle") for piece in underlined.all()} == {"wavy"}
    expect(cnn.line(14)).to_contain_text("self.fc1(x)")
    expect(cnn.line(14).locator(".hint")).to_have_text("16384 ≠ 3136")
    expect(cnn.line(12).locator(".hint")).to_have_text("1×16×32×32")


def test_the_exception_comes_below_the_picture(cnn: View) -> None:
    outputs = cnn.page.locator(".jp-OutputArea-output:visible")
    expect(outputs).to_have_count(2)
    expect(outputs.nth(0).locator(".shapeviz")).to_be_visible()
    expect(outputs.nth(1)).to_contain_text("RuntimeError: mat1 and mat2 shapes cannot be multiplied")
    expect(outputs.nth(1)).to_contain_text("Cell In[2], line 14, in Net.forward(self, x)")


def test_the_page_asks_for_nothing_from_outside(cnn: View) -> None:
    addresses = cnn.page.evaluate("() => performance.getEntriesByType('resource').map(entry => entry.name)")
    outside = [each for each in addresses if not re.match(r"(http://127\.0\.0\.1:\d+/|data:|blob:)", each)]
    assert addresses
    assert outside == []


def test_the_static_picture_is_hidden_while_the_widget_lives_and_back_when_it_goes(cnn: View) -> None:
    expect(twin(cnn.page)).to_be_hidden()
    cnn.page.evaluate(EXECUTE, CLOSE_WIDGETS)
    expect(cnn.root).to_have_count(0)
    expect(twin(cnn.page)).to_be_visible()
    expect(twin(cnn.page)).to_contain_text(SENTENCE)
    run_cell(cnn.page, 1)
    expect(cnn.root).to_have_count(1)
    expect(cnn.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    expect(twin(cnn.page)).to_be_hidden()
