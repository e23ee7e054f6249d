"""`jupyter nbconvert --to html`, and the page read with no network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from .offline import Offline

SENTENCE = "fc1 (Linear) expects 3136 features in the last axis of its input, but gets 16384."


@pytest.fixture(scope="module")
def pages(saved_once: nbformat.NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The executed notebook as HTML, with the state of its widget and without."""
    folder = tmp_path_factory.mktemp("nbconvert")
    nbformat.write(saved_once, folder / "with_state.ipynb")
    bare = nbformat.from_dict({**saved_once, "metadata": {**saved_once.metadata}})
    del bare.metadata["widgets"]
    nbformat.write(bare, folder / "without_state.ipynb")
    notebooks = sorted(folder.glob("*.ipynb"))
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--log-level=ERROR", *notebooks]
    subprocess.run(command, check=True, cwd=folder)
    return {path.stem: path for path in folder.glob("*.html")}


@pytest.mark.parametrize("name", ["with_state", "without_state"])
def test_an_exported_notebook_shows_picture_words_and_table(
    name: str, pages: dict[str, Path], offline: Offline
) -> None:
    page = offline.open(pages[name])
    twin = page.locator('[id^="shapeviz-"]:has(> img)')
    expect(twin.get_by_text(SENTENCE)).to_be_visible()
    expect(twin.get_by_text("line 14 | return self.fc1(x)")).to_be_visible()
    picture = twin.locator("img")
    expect(picture).to_be_visible()
    width, height = picture.evaluate("(picture) => [picture.naturalWidth, picture.naturalHeight]")
    assert width > 200 and height > 200
    twin.locator("summary").click()
    expect(twin.locator("table")).to_contain_text("✗ 1 × 16384 ≠ 3136")
