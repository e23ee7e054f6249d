"""`--names`: the user's own names for the sizes of inputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook

CELL = "x, y = torch.ones(4, 3), torch.ones(4)\na = x * 2\nb = y * 2"
SEE_HELP = "\nType %%shapecheck? for its options."


def symbols(path: Path) -> list[str]:
    return [symbol["name"] for symbol in json.loads(path.read_text())["symbols"]]


@pytest.mark.parametrize(
    "options",
    [
        '--names "x: rows columns; y: rows"',
        "--names 'x: rows columns; y: rows'",
        '--names="x: rows columns; y: rows"',
        '--names "x: rows columns" --names "y: rows"',
        "--names 'x: Float[Tensor, \"rows columns\"]'",
    ],
)
def test_sizes_go_by_the_names_that_are_given(notebook: Notebook, tmp_path: Path, options: str) -> None:
    ran = notebook.run(f"%%shapecheck {options} --save {tmp_path / 'check.json'}\n{CELL}")
    assert ran.error is None and ran.stderr == ""
    assert symbols(tmp_path / "check.json") == ["rows", "columns"]


def test_the_line_magic_takes_names_too(notebook: Notebook, tmp_path: Path) -> None:
    notebook.run("model = nn.Linear(3, 2)")
    ran = notebook.run(f"%shapecheck model (4, 3) --names 'input: rows columns' --save {tmp_path / 'check.json'}")
    assert ran.error is None and symbols(tmp_path / "check.json") == ["rows", "columns"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            '--names "rows columns"',
            "It is not clear which input 'rows columns' names. Write the input first: 'x: batch channels height "
            "width'.",
        ),
        (
            "--names x: rows columns",
            "No names are given for x. Write one for each axis, in quotation marks: 'x: batch channels height width'.",
        ),
        (
            '--names "x: seq-len"',
            "'seq-len' cannot name a size: a name has letters, digits and underscores. Write 'seq_len' instead.",
        ),
        (
            '--names "x: rows columns" --names "x: n d"',
            "x is named twice. Write all the names of its axes in one place.",
        ),
    ],
)
def test_names_that_cannot_be_read_stop_the_cell_before_it_runs(
    notebook: Notebook, options: str, sentence: str
) -> None:
    ran = notebook.run(f"%%shapecheck {options}\ntouched = True")
    assert type(ran.error).__name__ == "UsageError"
    assert str(ran.error).removeprefix("%%shapecheck: argument --names: ").removesuffix(SEE_HELP) == sentence
    assert "touched" not in notebook


def test_names_that_do_not_fit_are_told_and_the_result_stands(notebook: Notebook) -> None:
    ran = notebook.run(f'%%shapecheck --names "x: rows; z: n"\n{CELL}\nb.shape')
    assert ran.error is None and tuple(ran.value) == (4,)
    assert "x has 2 axes (4 × 3), but 1 name was given: rows." in ran.stdout
    assert "There is no input named z. The inputs are x and y." in ran.stdout
