"""The first line of `%%shapecheck`: its options, help and completion, and what it says to a wrong word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from IPython.core.completer import provisionalcompleter

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook

DEEP = """inner = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
model = nn.Sequential(inner, nn.Linear(4, 2))
y = model(torch.ones(3, 4))"""

SEE_HELP = "\nType %%shapecheck? for its options."

HELP = """Run the cell as always, and show its tensors' shapes as a graph, above the traceback if it fails.

    %%shapecheck [options]
    the cell's code

    %shapecheck [options] model x

The cell behaves as it does without the magic: output, variables, last value, exception. A call whose shapes
do not fit is drawn red, with what it expects and what it gets. As a line magic it calls a model (or any
function) with the inputs given; a shape such as (1,3,224,224) stands for a tensor of that shape.

Options:
  --no-raise     do not pass on the cell's exception (for teaching)
  --meta         keep every tensor of the cell without data: shapes only, nothing
                 allocated
  --depth N      open groups of modules to this depth only
  --knobs        a slider for each number of the cell with a name: hidden_size = 20
  --vary NAME    a slider for this number of the cell: hidden_size, or hidden_size=8:64
                 with its range, or 20@6 for the 20 in line 6
  --save FILE    also write the picture to FILE: .json, .html, .svg or .png, by its
                 ending
  --names NAMES  names for the sizes of inputs, one for each axis: "x: batch channels;
                 y: batch"
"""


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--no-rais", "%%shapecheck: there is no option --no-rais. Did you mean --no-raise?"),
        (
            "-x",
            "%%shapecheck: there is no option -x. "
            "Its options are --no-raise, --meta, --depth, --knobs, --vary, --save, --names.",
        ),
        ("--depth", f"%%shapecheck: argument --depth: expected one argument{SEE_HELP}"),
        (
            "--depth two",
            "%%shapecheck: argument --depth: write a whole number from 1 on, such as --depth 2, not 'two'" + SEE_HELP,
        ),
        (
            "--depth 0",
            "%%shapecheck: argument --depth: write a whole number from 1 on, such as --depth 2, not '0'" + SEE_HELP,
        ),
        (
            "--save check.txt",
            "%%shapecheck: argument --save: the file's name must end in .json, .html, .svg or .png, such as "
            "--save check.html" + SEE_HELP,
        ),
        (
            "--save nowhere/check.svg",
            "%%shapecheck: argument --save: there is no folder 'nowhere' to save into" + SEE_HELP,
        ),
        ("--save 'check.svg", "%%shapecheck: a quotation mark is not closed (No closing quotation)."),
        ("model", "%%shapecheck takes options only, not 'model': the code belongs below it."),
    ],
)
def test_a_wrong_first_line_is_told_what_to_write_and_the_cell_does_not_run(
    notebook: Notebook, line: str, sentence: str
) -> None:
    ran = notebook.run(f"%%shapecheck {line}\ntouched = True")
    assert type(ran.error).__name__ == "UsageError" and str(ran.error) == sentence
    assert ran.stderr == f"UsageError: {sentence}\n" and ran.stdout == ""
    assert "touched" not in notebook


def test_meta_keeps_every_tensor_without_data(notebook: Notebook) -> None:
    ran = notebook.run("%%shapecheck --meta\nhuge = nn.Linear(10**6, 10**6)\ny = huge(torch.ones(10**5, 10**6))")
    assert ran.error is None
    assert notebook["huge"].weight.is_meta and notebook["y"].is_meta
    assert notebook["y"].shape == (10**5, 10**6)
    assert ran.stdout.startswith("✓ 1 layer, every shape fits\n")


def test_depth_keeps_deeper_groups_folded(notebook: Notebook) -> None:
    shallow, deep = (notebook.run(f"%%shapecheck --depth {depth}\n{DEEP}").stdout for depth in (1, 2))
    assert "ReLU" in deep and "ReLU" not in shallow
    assert shallow.startswith("✓ 3 layers, every shape fits\n")


@pytest.mark.parametrize(
    ("ending", "beginning"),
    [("json", b"{"), ("html", b"<!DOCTYPE html>"), ("svg", b"<svg"), ("png", b"\x89PNG")],
)
def test_save_writes_what_the_ending_says(notebook: Notebook, tmp_path: Path, ending: str, beginning: bytes) -> None:
    path = tmp_path / f"my check.{ending}"
    ran = notebook.run(f"%%shapecheck --save '{path}'\n{DEEP}")
    assert ran.error is None and ran.stderr == ""
    assert path.read_bytes().startswith(beginning)


def test_several_files_are_saved_of_a_failing_cell_too(notebook: Notebook, tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.svg"
    ran = notebook.run(f"%%shapecheck --save {first} --save {second}\ntorch.ones(2, 3) @ torch.ones(4)")
    assert isinstance(ran.error, RuntimeError)
    assert json.loads(first.read_text())["verdict"] == "mismatch"
    assert second.exists()


def test_a_file_that_cannot_be_written_is_told_and_the_result_stands(notebook: Notebook, tmp_path: Path) -> None:
    path = tmp_path / "taken.svg"
    path.mkdir()
    ran = notebook.run(f"%%shapecheck --save {path}\n(torch.ones(2) + 1).shape")
    assert ran.value == (2,)
    assert ran.stderr == f"The check could not be saved to {path}: Is a directory\n"


@pytest.mark.parametrize("name", ["%%shapecheck", "%shapecheck"])
def test_the_help_in_full(notebook: Notebook, name: str) -> None:
    shown = notebook.shell.object_inspect_mime(name)["text/plain"]
    assert HELP.rstrip() in shown


def completions(notebook: Notebook, line: str) -> list[str]:
    with provisionalcompleter():
        return [found.text for found in notebook.shell.Completer.completions(line, len(line))]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%%shapecheck ", {"--no-raise", "--meta", "--depth", "--knobs", "--vary", "--save", "--names"}),
        ("%%shapecheck --no", {"--no-raise"}),
        ("%%shapecheck --meta --d", {"--depth"}),
        ("%shapecheck --m", {"--meta"}),
        ("%%shapecheck --save ", set()),
    ],
)
def test_options_complete(notebook: Notebook, line: str, offered: set[str]) -> None:
    assert {text for text in completions(notebook, line) if text.startswith("--")} == offered


def test_the_line_magic_completes_the_users_variables(notebook: Notebook) -> None:
    notebook.run("classifier = nn.Linear(4, 2)")
    assert "classifier" in completions(notebook, "%shapecheck classi")


def test_the_name_of_the_magic_completes(notebook: Notebook) -> None:
    assert "%%shapecheck" in completions(notebook, "%%shapec")


def test_unloading_takes_the_magics_and_their_completion_away(notebook: Notebook) -> None:
    notebook.run("%unload_ext shapeviz")
    assert str(notebook.run("%%shapecheck\n1").error) == "Cell magic `%%shapecheck` not found."
    assert notebook.shell.find_line_magic("shapecheck") is None
    assert "--no-raise" not in completions(notebook, "%%shapecheck --no")
