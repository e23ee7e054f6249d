"""The static twin of a widget, and what a person must find in it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

SENTENCE = "fc1 (Linear) expects 3136 features in the last axis of its input, but gets 16384."


def twin(page: Page) -> Locator:
    """The twin on a page that holds one: the element around the picture."""
    return page.locator("div:has(> img[src^='data:image/svg+xml'])")


def check_that_the_static_picture_is_seen(page: Page) -> None:
    """The mismatch in words, the picture and, unfolded, the table."""
    expect(twin(page).get_by_text(SENTENCE)).to_be_visible()
    expect(twin(page).get_by_text("line 14 | return self.fc1(x)")).to_be_visible()
    picture = twin(page).locator("img")
    expect(picture).to_be_visible()
    natural = picture.evaluate("(picture) => [picture.naturalWidth, picture.naturalHeight]")
    assert min(natural) > 200
    twin(page).get_by_text("The layers as a table").click()
    expect(twin(page).locator("table")).to_be_visible()
    expect(twin(page).locator("table")).to_contain_text("✗ 1 × 16384 ≠ 3136")
