"""`%%shapecheck --knobs` and `--vary`: numbers of the cell as sliders, and a cell that behaves as without them."""

from __future__ import annotations

import json
from typing import Any

from IPython.core.error import UsageError

from shapeviz import check_cell
from shapeviz.notebook.widget import answer

CELL = (
    "import torch\nfrom torch import nn\nhidden = 20\n"
    "model = nn.Sequential(nn.Linear(10, hidden), nn.Linear(hidden, 3))\nmodel(torch.ones(4, 10)).shape"
)
LAYERS = (
    "import torch\nfrom torch import nn\ncount = 2\n"
    "model = nn.Sequential(*[nn.Linear(8, 8) for _ in range(count)])\ny = model(torch.ones(4, 8))"
)


def resize(check: Any, redrawn: bool = False, **sizes: int) -> dict[str, Any]:
    recorded = {name: symbol.value for name, symbol in check.symbols.items()}
    message = {"kind": "resize", "request": 7, "sizes": recorded | sizes}
    return answer(check, message | ({"redrawn": True} if redrawn else {}))


def test_the_cell_behaves_as_without_knobs(notebook: Any) -> None:
    ran = notebook.run(f"%%shapecheck --knobs\n{CELL}")
    assert ran.error is None and ran.value == (4, 3)
    assert type(notebook["hidden"]) is int and type(notebook["model"][0].out_features) is int
    assert "hidden" in ran.stdout


def test_its_exception_and_its_lines_are_as_without_knobs(notebook: Any) -> None:
    ran = notebook.run(f"%%shapecheck --knobs\n{CELL.replace('nn.Linear(hidden, 3)', 'nn.Linear(21, 3)')}")
    assert isinstance(ran.error, RuntimeError)
    assert "model(torch.ones(4, 10)).shape" in ran.stdout and "rewriting" not in ran.stdout


def test_a_number_that_is_not_there_is_told_before_the_cell_runs(notebook: Any) -> None:
    ran = notebook.run(f"%%shapecheck --vary hiden\nran = True\n{CELL}")
    assert isinstance(ran.error, UsageError)
    assert str(ran.error) == "There is no whole number named hiden in this cell. Did you mean hidden?"
    assert "ran" not in notebook


def test_the_line_magic_has_no_numbers_to_turn(notebook: Any) -> None:
    notebook.run("import torch\nmodel, x = torch.nn.Linear(3, 2), torch.ones(4, 3)")
    for options in ("--knobs", "--vary x"):
        ran = notebook.run(f"%shapecheck {options} model x")
        assert isinstance(ran.error, UsageError)
        assert str(ran.error) == (
            "--knobs and --vary turn numbers of a cell's code: write %%shapecheck at the top of the cell that has them."
        )


def test_the_widget_is_answered_with_an_update_while_the_same_calls_run() -> None:
    check = check_cell(CELL, knobs=True)
    told = resize(check, hidden=32)
    assert told["kind"] == "resized" and told["request"] == 7
    assert [32 in edge["shape"] for edge in told["update"]["edges"].values()] == [True]


def test_it_is_answered_with_a_document_where_others_run() -> None:
    check = check_cell(LAYERS, vary=["count=1:5"])
    told = resize(check, count=4)
    assert told["kind"] == "redrawn"
    document = json.loads(told["document"])
    assert document["headline"] == "4 layers, every shape fits"
    assert [symbol["value"] for symbol in document["symbols"] if symbol["name"] == "count"] == [2]


def test_a_page_that_was_redrawn_gets_the_cells_own_document_again() -> None:
    check = check_cell(LAYERS, vary=["count=1:5"])
    told = resize(check, redrawn=True)
    assert told["kind"] == "redrawn" and told["document"] == check.to_json()
