"""`%%shapecheck`: the cell does what it would do without it, and the picture comes first."""

from __future__ import annotations

import random
import traceback
from typing import TYPE_CHECKING, Any

import numpy
import pytest
import torch

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook

FITS = """model = nn.Linear(4, 2)
y = model(torch.ones(3, 4))
y.shape"""

FAILS = """model = nn.Linear(4, 2)
x = torch.ones(3, 5)
print("before")

y = model(x)"""

FAILS_IN_A_FUNCTION = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x)

Net()(torch.ones(3, 5))"""

NOTHING = "Nothing to check: this cell makes no tensor calls.\n"


def frames(error: BaseException | None) -> list[tuple[str, str | None]]:
    """The frames of a traceback below IPython's and our own, as (function, line of text)."""
    assert error is not None
    entries = traceback.extract_tb(error.__traceback__)
    foreign = [e for e in entries if "IPython" not in e.filename and "/shapeviz/" not in e.filename]
    return [(e.name, e.line) for e in foreign if "run_cell_magic" not in (e.line or "")]


def lines_of_the_cell(error: BaseException | None) -> list[int | None]:
    assert error is not None
    entries = traceback.extract_tb(error.__traceback__)
    own = [entry for entry in entries if entry.filename.startswith("<ipython-input-")]
    return [entry.lineno for entry in own if "run_cell_magic" not in (entry.line or "")]


# -- the cell's result, output and variables -------------------------------------------------------------


def test_the_last_value_is_the_cells_result(notebook: Notebook) -> None:
    ran = notebook.run(f"%%shapecheck\n{FITS}")
    assert ran.value == torch.Size([3, 2])
    assert notebook.run("_").value == torch.Size([3, 2])
    assert notebook.shell.user_ns["Out"][notebook.shell.execution_count - 2] == torch.Size([3, 2])


def test_a_semicolon_mutes_the_result(notebook: Notebook) -> None:
    ran = notebook.run(f"%%shapecheck\n{FITS};  # quiet")
    assert ran.value is None
    assert "Out[" not in ran.stdout


def test_a_cell_that_ends_with_a_statement_has_no_result(notebook: Notebook) -> None:
    assert notebook.run("%%shapecheck\ny = torch.ones(2) + 1").value is None


def test_the_variables_stay_with_plain_sizes(notebook: Notebook) -> None:
    notebook.run("%%shapecheck\nx = torch.ones(3, 4) * 2\nrows, columns = x.shape\nshape, half = x.shape, rows // 2")
    assert (notebook["rows"], notebook["columns"], notebook["half"]) == (3, 4, 1)
    assert [type(notebook[name]) for name in ("rows", "columns", "half")] == [int, int, int]
    assert type(notebook["shape"]) is torch.Size and {type(size) for size in notebook["shape"]} == {int}


def test_what_the_cell_prints_is_printed_before_the_report(notebook: Notebook) -> None:
    ran = notebook.run('%%shapecheck\nprint("hello")\nimport sys\nprint("oops", file=sys.stderr)\ntorch.ones(2) + 1;')
    assert ran.stdout.startswith("hello\n✓ 1 call, every shape fits\n")
    assert ran.stderr == "oops\n"


def test_random_numbers_are_those_of_the_cell_alone(notebook: Notebook) -> None:
    body = "d = nn.Dropout()(torch.randn(3, 4)); e = nn.Linear(5, 2)(d)"
    assert random_state_after(notebook, body) == random_state_after(notebook, f"%%shapecheck\n{body}")


def random_state_after(notebook: Notebook, cell: str) -> tuple[Any, ...]:
    for seed in (torch.manual_seed, random.seed, numpy.random.seed):
        seed(1)
    notebook.run(cell)
    return torch.get_rng_state().tolist(), random.getstate(), str(numpy.random.get_state())


def test_line_magics_work_inside_the_cell(notebook: Notebook) -> None:
    ran = notebook.run("%%shapecheck\n%time x = torch.ones(2, 3) * 2\nx.shape")
    assert ran.value == torch.Size([2, 3])
    assert "Wall time" in ran.stdout and "✓ 1 call, every shape fits" in ran.stdout


def test_another_cell_magic_may_stand_below(notebook: Notebook) -> None:
    ran = notebook.run("%%shapecheck\n%%time\nx = torch.ones(2, 3) * 2")
    assert ran.error is None and notebook["x"].shape == (2, 3)
    assert "✓ 1 call, every shape fits" in ran.stdout


def test_the_shells_own_changes_to_the_code_take_place(notebook: Notebook) -> None:
    class Doubled:
        def visit(self, tree: Any) -> Any:
            tree.body = tree.body * 2
            return tree

    transformer = Doubled()
    notebook.run("count = 0")
    notebook.shell.ast_transformers.append(transformer)
    try:
        notebook.run("%%shapecheck\ncount += 1")
    finally:
        notebook.shell.ast_transformers.remove(transformer)
    # Once for the cell that calls the magic, which runs twice, and twice for what stands in it.
    assert notebook["count"] == 4


# -- the exception ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [FAILS, FAILS_IN_A_FUNCTION, "raise KeyError('k')", "undefined"])
def test_the_exception_is_that_of_the_cell_alone(notebook: Notebook, body: str) -> None:
    alone, checked = notebook.run(body), notebook.run(f"%%shapecheck\n{body}")
    assert type(checked.error) is type(alone.error) and str(checked.error) == str(alone.error)
    assert [name for name, _ in frames(checked.error)] == [name for name, _ in frames(alone.error)]
    assert lines_of_the_cell(checked.error) == lines_of_the_cell(alone.error)


def test_the_traceback_shows_the_cells_own_lines_and_none_of_the_recorder(notebook: Notebook) -> None:
    ran = notebook.run(f"%%shapecheck\n{FAILS_IN_A_FUNCTION}")
    number = notebook.shell.execution_count - 1
    shown = ran.stdout[ran.stdout.index("Traceback") :]
    assert f"Cell In[{number}], line 9\n" in shown and "----> 9 Net()(torch.ones(3, 5))" in shown
    assert f"Cell In[{number}], line 7, in Net.forward(self, x)\n" in shown
    assert "shapeviz" not in shown


def test_empty_lines_at_the_top_count_as_lines(notebook: Notebook) -> None:
    ran = notebook.run("%%shapecheck\n\n  \n\ntorch.ones(2) @ torch.ones(3)")
    assert "----> 4 torch.ones(2) @ torch.ones(3)" in ran.stdout
    assert "line 4 | torch.ones(2) @ torch.ones(3)" in ran.stdout


def test_the_report_comes_before_the_exception(notebook: Notebook) -> None:
    ran = notebook.run(f"%%shapecheck\n{FAILS}")
    order = ["before", "✗ model expects 4 features in the last axis of its input, gets 5", "Traceback"]
    places = [ran.stdout.index(text) for text in order]
    assert places == sorted(places)


def test_no_raise_swallows_the_exception(notebook: Notebook) -> None:
    ran = notebook.run(f"%%shapecheck --no-raise\n{FAILS}")
    assert ran.error is None and ran.value is None
    assert "✗ model expects 4 features in the last axis of its input, gets 5" in ran.stdout
    assert "Traceback" not in ran.stdout
    assert "x" in notebook and "y" not in notebook


def test_an_exception_that_is_no_mismatch_is_told_too(notebook: Notebook) -> None:
    ran = notebook.run("%%shapecheck --no-raise\ntorch.ones(2) + 1\nraise KeyError('k')")
    assert ran.stdout.startswith("✗ The code raised KeyError in line 2: 'k'\n")


INTERRUPTED = """class Net(nn.Module):
    def forward(self, x):
        raise {raised}

Net()(torch.ones(2))"""


@pytest.mark.filterwarnings("ignore:To exit")  # IPython's advice on how to leave it
@pytest.mark.parametrize("raised", ["KeyboardInterrupt", "SystemExit"])
def test_an_interrupt_goes_on_at_once(notebook: Notebook, raised: str) -> None:
    ran = notebook.run(f"%%shapecheck\n{INTERRUPTED.format(raised=raised)}")
    assert type(ran.error).__name__ == raised
    assert "✓" not in ran.stdout and "✗" not in ran.stdout
    assert notebook.run("%%shapecheck\ntorch.ones(2) + 1;").stdout.startswith("✓ 1 call, every shape fits\n")


# -- cells that cannot be checked ------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["# only a comment", "3 + 4", "\n\n", "def f(x):\n    return x"])
def test_a_cell_without_tensors_says_so_in_one_line(notebook: Notebook, body: str) -> None:
    ran = notebook.run(f"%%shapecheck\n{body};")
    assert ran.error is None
    assert ran.stdout == NOTHING


def test_an_empty_cell_is_refused_by_ipython_itself(notebook: Notebook) -> None:
    assert str(notebook.run("%%shapecheck").error) == (
        "%%shapecheck is a cell magic, but the cell body is empty. Did you mean the line magic %shapecheck (single %)?"
    )


def test_a_syntax_error_names_its_line(notebook: Notebook) -> None:
    error = notebook.run("%%shapecheck\nx = 1\ny = 2 +").error
    assert isinstance(error, SyntaxError)
    assert (error.lineno, error.text, error.msg) == (2, "y = 2 +\n", "invalid syntax")


@pytest.mark.parametrize("body", ["import asyncio\nawait asyncio.sleep(0)", "x = [await f() for f in []]"])
def test_await_at_the_top_level_is_refused_with_what_to_do(notebook: Notebook, body: str) -> None:
    assert str(notebook.run(f"%%shapecheck\n{body}").error) == (
        "%%shapecheck cannot run a cell with await at its top level. Put the awaiting lines into a cell of "
        "their own, above this one, and check the rest."
    )


def test_await_inside_a_function_is_no_matter(notebook: Notebook) -> None:
    assert notebook.run("%%shapecheck\nasync def f(x):\n    await x\nz = 3").error is None
    assert notebook["z"] == 3


def test_a_warning_of_the_compiler_comes_once(notebook: Notebook) -> None:
    with pytest.warns(SyntaxWarning, match='"is" with') as warned:
        notebook.run("%%shapecheck\nx = 1 is 1")
    assert len(warned) == 1


def test_a_check_inside_a_check_becomes_part_of_it(notebook: Notebook) -> None:
    ran = notebook.run("%%shapecheck\n%%shapecheck --no-raise\n(torch.ones(2, 3) * 2).shape")
    assert ran.value == torch.Size([2, 3])
    lines = ran.stdout.splitlines()
    assert lines[0] == "A check is running already: this cell becomes part of it."
    assert lines[1] == "✓ 1 call, every shape fits"


# -- faults of our own -----------------------------------------------------------------------------------


def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError("broken")


NOT_RECORDED = "shapeviz could not record this code (RuntimeError: broken). The code itself ran as it always does.\n"
NOT_SHOWN = "shapeviz could not show this check (RuntimeError: broken). The code itself ran as it always does.\n"


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("shapeviz.tracing.recorder.Recorder.call", NOT_RECORDED),
        ("shapeviz.tracing.recorder.Recorder.enter", NOT_RECORDED),
        ("shapeviz.tracing.session.build.build_graph", NOT_RECORDED),
        ("shapeviz.result.diagnose_recording", NOT_RECORDED),
        ("shapeviz.notebook.cell.Session", NOT_RECORDED),
        ("shapeviz.notebook.cell.make_plain", NOT_RECORDED),
        ("shapeviz.notebook.output.to_text", NOT_SHOWN),
    ],
)
def test_a_fault_of_our_own_is_told_once_and_the_cells_result_stands(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch, place: str, sentence: str
) -> None:
    monkeypatch.setattr(place, broken)
    ran = notebook.run(f"%%shapecheck\nprint('hello')\nz = torch.ones(2) + 1\n{FITS}")
    assert (ran.value, ran.error) == (torch.Size([3, 2]), None)
    assert ran.stdout.startswith("hello\n") and "✓" not in ran.stdout
    assert ran.stderr == sentence


@pytest.mark.parametrize(
    "place",
    ["shapeviz.tracing.recorder.Recorder.call", "shapeviz.notebook.cell.Session", "shapeviz.result.diagnose_recording"],
)
def test_after_a_fault_of_our_own_the_cells_exception_goes_on(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    alone = notebook.run(FAILS)
    monkeypatch.setattr(place, broken)
    ran = notebook.run(f"%%shapecheck\nz = torch.ones(2) + 1\n{FAILS}")
    assert type(ran.error) is type(alone.error) and str(ran.error) == str(alone.error)
    assert ran.stderr == NOT_RECORDED


def test_a_cell_that_cannot_be_kept_without_data_is_not_run_with_it(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shapeviz.notebook.cell.Session", broken)
    ran = notebook.run("%%shapecheck --meta\nbig = torch.ones(2)")
    assert str(ran.error) == "shapeviz cannot keep this cell without data (broken), so the cell was not run."
    assert "big" not in notebook
