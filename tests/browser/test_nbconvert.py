"""`jupyter nbconvert --to html`, and the page read with no network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from .offline import Offline
from .static import check_that_the_static_picture_is_seen


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
    check_that_the_static_picture_is_seen(offline.open(pages[name]))
