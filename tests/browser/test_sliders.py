"""A person moves a slider: the picture follows, and stays where it is."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .view import View

# While this runs no message of the kernel can come in.
TYPE_AND_LOOK = """
(box, size) => {
  const root = box.closest('.shapeviz');
  const answered = root.dataset.request;
  box.value = size;
  box.dispatchEvent(new Event('input'));
  return [root.querySelector('.headline').textContent, root.dataset.request === answered, answered ?? ''];
}
"""
AT_28 = [
    "1 × 3 × 28 × 28",
    "1 × 16 × 28 × 28",
    "1 × 16 × 28 × 28",
    "1 × 16 × 14 × 14",
    "1 × 3136",
    "1 × 10",
]


def test_each_size_has_a_slider_and_a_number_box_with_its_value(cnn: View) -> None:
    names = cnn.root.locator(".size .name").all_inner_texts()
    assert names == ["N", "C", "H", "W"]
    assert [cnn.box(name).input_value() for name in names] == ["1", "3", "64", "64"]
    assert [cnn.slider(name).input_value() for name in names] == ["1", "3", "64", "64"]
    label = "H, height (x axis 2), fits for 28 to 29, height and width together"
    expect(cnn.slider("H")).to_have_attribute("aria-label", label)


def test_the_sizes_that_fit_are_marked_where_the_thumb_stands_for_them(cnn: View) -> None:
    expect(cnn.fitting("N")).to_have_count(0)
    expect(cnn.fitting("H")).to_have_count(1)
    mark = cnn.fitting("H").bounding_box()
    assert mark is not None
    left, right = (cnn.thumb("H", size)[0] for size in (28, 29))
    assert mark["x"] - 3 <= left < right <= mark["x"] + mark["width"] + 3
    assert mark["width"] < 10
    cnn.box("H").fill("28")
    expect(cnn.fitting("N")).to_have_count(1)
    track = cnn.slider("N").bounding_box()
    whole = cnn.fitting("N").bounding_box()
    assert track is not None and whole is not None
    assert whole["width"] > 0.8 * track["width"]


def test_a_move_is_shown_before_the_kernel_can_answer_and_the_kernel_agrees(cnn: View) -> None:
    cnn.page.wait_for_timeout(100)  # The frame in which the reset was painted is over.
    headline, unanswered, answered = cnn.box("H").evaluate(TYPE_AND_LOOK, "28")
    assert (headline, unanswered) == ("3 layers, every shape fits", True)
    assert cnn.labels() == AT_28
    expect(cnn.mismatched_edges).to_have_count(0)
    expect(cnn.root).not_to_have_attribute("data-request", answered)
    expect(cnn.headline).to_have_text("3 layers, every shape fits")
    assert cnn.labels() == AT_28


def test_dragging_the_thumb_changes_the_labels_and_moves_no_node(cnn: View) -> None:
    before = cnn.places()
    cnn.drag("N", 50)
    size = cnn.slider("N").input_value()
    assert 40 <= int(size) <= 60
    expect(cnn.label(f"{size} × 3 × 64 × 64")).to_be_visible()
    expect(cnn.label(f"✗ {size} × 16384 ≠ 3136")).to_be_visible()
    expect(cnn.box("N")).to_have_value(size)
    expect(cnn.line(13).locator(".hint")).to_have_text(f"{size}×16384")
    assert cnn.places() == before


def test_the_picture_follows_while_the_thumb_is_still_held(cnn: View) -> None:
    held = cnn.hold("H", 200)
    size = cnn.slider("H").input_value()
    assert 150 <= int(size) <= 250
    expect(cnn.label(f"1 × 3 × {size} × {size}")).to_be_visible()
    held.up()


def test_the_mismatch_goes_where_the_sizes_fit_and_comes_back(cnn: View) -> None:
    before = cnn.places()
    cnn.box("H").fill("28")
    expect(cnn.headline).to_have_text("3 layers, every shape fits")
    expect(cnn.mismatched_edges).to_have_count(0)
    expect(cnn.code.locator(".wavy")).to_have_count(0)
    assert cnn.labels() == AT_28
    assert cnn.places() == before
    cnn.box("H").fill("32")
    expect(cnn.label("✗ 1 × 4096 ≠ 3136")).to_be_visible()
    expect(cnn.headline).to_have_text("fc1 expects 3136 features in the last axis of its input, gets 4096")
    assert "".join(cnn.code.locator(".wavy").all_inner_texts()) == "self.fc1(x)"


def test_height_and_width_move_together_until_the_padlock_is_opened(cnn: View) -> None:
    cnn.box("H").fill("40")
    expect(cnn.label("1 × 3 × 40 × 40")).to_be_visible()
    cnn.tie(False)
    cnn.box("W").fill("50")
    expect(cnn.label("1 × 3 × 40 × 50")).to_be_visible()


def test_a_number_out_of_range_is_refused_with_a_sentence_and_the_picture_stays(cnn: View) -> None:
    labels = cnn.labels()
    cnn.box("N").fill("0")
    expect(cnn.problem).to_have_text(re.compile(r"^N must be a whole number from 1 to \d+\.$"))
    expect(cnn.box("N")).to_have_attribute("aria-invalid", "true")
    assert cnn.labels() == labels
    cnn.box("N").fill("two")
    expect(cnn.problem).to_have_text(re.compile(r"^N must be a whole number from 1 to \d+\.$"))
    cnn.box("N").fill("2")
    expect(cnn.problem).to_be_hidden()
    expect(cnn.label("2 × 3 × 64 × 64")).to_be_visible()


def test_reset_brings_back_the_sizes_of_the_cell(cnn: View) -> None:
    labels = cnn.labels()
    cnn.tie(False)
    cnn.box("N").fill("7")
    cnn.box("W").fill("30")
    expect(cnn.label("7 × 3 × 64 × 30")).to_be_visible()
    cnn.reset.click()
    expect(cnn.label("1 × 3 × 64 × 64")).to_be_visible()
    assert [cnn.box(name).input_value() for name in "NCHW"] == ["1", "3", "64", "64"]
    assert cnn.labels() == labels


def test_of_many_quick_moves_the_last_one_is_shown_in_the_end(cnn: View) -> None:
    cnn.drag("H", 300, 20, 450, 90, 200, 10, 350)
    size = cnn.slider("H").input_value()
    expect(cnn.label(f"1 × 3 × {size} × {size}")).to_be_visible()
    expect(cnn.box("H")).to_have_value(size)
    # Answers come in the order of the questions: after this one no older answer can come.
    cnn.slider("N").press("ArrowRight")
    expect(cnn.label(f"2 × 3 × {size} × {size}")).to_be_visible()
