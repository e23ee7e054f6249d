"""The doors for scripts, tests and marimo: `check`, `check_cell`, `trace`, and what a `Check` can do."""

from __future__ import annotations

import json

import pytest
import torch
from torch import nn

import shapeviz
from shapeviz import Check, ShapeMismatch, SizeError, check, check_cell, trace


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4 * 6 * 6, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc(torch.relu(self.conv(x)).flatten(1))


def doubled_product(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return (a @ b) * 2


# -- check ------------------------------------------------------------------------------------------------


def test_check_takes_a_model_and_its_inputs() -> None:
    result = check(Net(), torch.ones(2, 3, 8, 8))
    assert isinstance(result, Check) and result.ok and result.error is None
    assert result.graph.headline == "2 layers, every shape fits · works for H = W = 8"


def test_check_takes_shapes_and_allocates_nothing() -> None:
    result = check(Net(), (2, 3, 8, 8))
    assert result.ok and {edge.device for edge in result.graph.edges} == {"meta"}
    assert [node.label for node in result.graph.nodes if node.kind == "input"] == ["x"]


def test_check_gives_shapes_the_types_that_are_asked_for() -> None:
    result = check(nn.Embedding(9, 4), (2, 7), dtypes=[torch.long])
    assert result.ok and result.graph.edges[0].dtype == "int64"


def test_check_takes_functions_methods_and_keywords() -> None:
    assert check(doubled_product, (2, 3), (3, 4)).ok
    assert check(Net().forward, (2, 3, 8, 8)).ok
    assert check(doubled_product, torch.ones(2, 3), b=torch.ones(3, 4)).ok
    assert check(torch.relu, torch.ones(3)).ok


def test_the_source_is_that_of_the_class_or_function() -> None:
    result = check(Net(), (2, 3, 8, 8))
    assert result.graph.source.name == "Net" and result.graph.source.text.startswith("class Net(nn.Module):")
    (fc,) = [node for node in result.graph.nodes if node.label == "fc"]
    assert fc.span is not None and fc.span.line == 8
    line = result.graph.source.text.split("\n")[7]
    assert line[fc.span.column : fc.span.end_column] == "self.fc(torch.relu(self.conv(x)).flatten(1))"


def test_a_model_without_source_of_the_users_own_has_none() -> None:
    assert check(nn.Linear(4, 2), (3, 4)).graph.source.text == ""


def test_a_failing_model_is_reported_and_its_error_kept() -> None:
    result = check(Net(), torch.ones(2, 3, 9, 9))
    assert not result.ok and isinstance(result.error, RuntimeError)
    assert [mismatch.message for mismatch in result.mismatches] == [
        "fc (Linear) expects 144 features in the last axis of its input, but gets 196."
    ]
    assert result.mismatches[0].line == 8


def test_only_what_can_be_called_can_be_checked() -> None:
    with pytest.raises(TypeError) as refusal:
        check(3)  # pyright: ignore[reportArgumentType]
    assert str(refusal.value) == "shapeviz.check needs a model or a function to call, not int."


def test_shapes_have_no_negative_sizes() -> None:
    with pytest.raises(ValueError) as refusal:
        check(Net(), (2, 3, -1, 8))
    assert str(refusal.value) == "A shape has no negative sizes: (2, 3, -1, 8)."


def test_a_wrong_number_of_inputs_is_the_models_own_error() -> None:
    result = check(Net())
    assert isinstance(result.error, TypeError) and result.graph.verdict == "error"


def test_check_takes_names_for_the_sizes_of_its_inputs() -> None:
    result = check(Net(), (2, 3, 8, 8), names="x: photos colours _ _")
    assert list(result.symbols) == ["photos", "colours", "H", "W"]
    assert list(check(doubled_product, (2, 3), (3, 4), names={"a": "n k", "b": "k m"}).symbols) == ["n", "k", "m"]


def test_every_door_takes_names() -> None:
    cell = "import torch\nx = torch.ones(2, 3)\ny = x * 2"
    assert list(check_cell(cell, names="x: n d").symbols) == ["n", "d"]
    with trace(names="x: n d") as tracing:
        x = torch.ones(2, 3)
        x * 2
    assert tracing.check is not None and list(tracing.check.symbols) == ["n", "d"]


def test_names_that_cannot_be_read_are_refused_before_anything_runs() -> None:
    namespace: dict = {}
    for door in (
        lambda: check(Net(), names="n"),
        lambda: trace(names="n"),
        lambda: check_cell("y = 1", namespace, names="n"),
    ):
        with pytest.raises(ValueError) as refusal:
            door()
        assert str(refusal.value) == (
            "It is not clear which input 'n' names. Write the input first: 'x: batch channels height width'."
        )
    assert namespace == {}


def test_names_that_fit_no_input_are_told_and_the_error_of_the_call_stays() -> None:
    result = check(Net(), torch.ones(2, 3, 9, 9), names="image: n c h w")
    assert result.graph.notes == ["There is no input named image. The only input is x."]
    assert isinstance(result.error, RuntimeError)


# -- check_cell -------------------------------------------------------------------------------------------


def test_check_cell_leaves_the_variables_in_the_namespace() -> None:
    namespace: dict = {}
    result = check_cell("import torch\nx = torch.ones(3)\ny = x + 1", namespace)
    assert result.ok and namespace["y"].tolist() == [2.0, 2.0, 2.0] and namespace["__name__"] == "__main__"


def test_check_cell_needs_no_namespace() -> None:
    assert check_cell("import torch\ny = torch.ones(3) + 1").ok


def test_check_cell_imports_torch_in_time_to_watch_it(tmp_path) -> None:
    import subprocess
    import sys

    script = "from shapeviz import check_cell\nprint(check_cell('import torch\\ny = torch.ones(3) + 1').graph.headline)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "1 call, every shape fits\n"


def test_a_cell_that_is_no_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        check_cell("x = = 1")


def test_a_cell_that_traces_nothing_says_so() -> None:
    result = check_cell("total = sum(range(10))")
    assert result.ok and result.graph.verdict == "empty"
    assert result.graph.headline == "Nothing to check: this cell makes no tensor calls."


def test_the_error_keeps_its_traceback_with_the_cells_lines() -> None:
    import traceback

    result = check_cell("def f(x):\n    return x @ x\n\nimport torch\nf(torch.ones(2, 3))")
    assert result.error is not None
    text = "".join(traceback.format_exception(result.error))
    assert 'File "<cell>", line 5, in <module>\n    f(torch.ones(2, 3))' in text
    assert 'File "<cell>", line 2, in f\n    return x @ x' in text


# -- trace ------------------------------------------------------------------------------------------------


def test_trace_checks_a_block() -> None:
    with trace() as tracing:
        y = Net()(torch.ones(2, 3, 8, 8))
    assert y.shape == (2, 10) and tracing.check is not None and tracing.check.ok
    assert tracing.check.graph.source.name == "test_api.py"
    (fc,) = [node for node in tracing.check.graph.nodes if node.label == "fc"]
    assert fc.span is not None and fc.span.line == Net.forward.__code__.co_firstlineno + 1


def test_an_exception_of_the_block_goes_on() -> None:
    tracing = trace()
    with pytest.raises(RuntimeError), tracing:
        Net()(torch.ones(2, 3, 9, 9))
    assert tracing.check is not None and tracing.check.graph.verdict == "mismatch"


def test_traces_do_not_nest() -> None:
    with trace(), pytest.raises(RuntimeError) as refusal, trace():
        pass
    assert str(refusal.value) == "A check is running already."
    assert check(Net(), (2, 3, 8, 8)).ok


# -- Check ------------------------------------------------------------------------------------------------


@pytest.fixture
def failing() -> Check:
    return check(Net(), (2, 3, 9, 9))


def test_a_check_can_be_demanded_to_fit(failing) -> None:
    check(Net(), (2, 3, 8, 8)).raise_for_mismatch()
    with pytest.raises(ShapeMismatch) as refusal:
        failing.raise_for_mismatch()
    assert str(refusal.value) == "fc (Linear) expects 144 features in the last axis of its input, but gets 196."
    with pytest.raises(ShapeMismatch, match="ZeroDivisionError"):
        check_cell("1 / 0").raise_for_mismatch()


def test_a_check_tells_its_headline(failing) -> None:
    assert (
        repr(failing)
        == "<Check: fc expects 144 features in the last axis of its input, gets 196 · works for H = W = 8>"
    )


def test_a_check_can_be_put_at_other_sizes(failing) -> None:
    mended = failing.at(H=8, W=8)
    assert mended.ok and mended.at(H=9, W=9).mismatches[0].message == failing.mismatches[0].message
    assert list(failing.symbols) == ["N", "C", "H", "W"]
    with pytest.raises(SizeError):
        failing.at(H=0)


def test_a_check_is_its_document(failing) -> None:
    assert failing.document["verdict"] == "mismatch" and failing.document == json.loads(json.dumps(failing.document))
    assert json.loads(failing.to_json()) == failing.document


def test_a_check_prints_as_a_report(failing) -> None:
    assert "fc (Linear) expects 144 features in the last axis of its input, but gets 196." in str(failing)


@pytest.mark.parametrize("ending", ["json", "html", "svg", "png"])
def test_a_check_is_saved_by_the_ending_of_the_name(failing, tmp_path, ending) -> None:
    path = tmp_path / f"check.{ending}"
    failing.save(path)
    written = {
        "json": failing.to_json,
        "html": failing.to_html,
        "svg": failing.to_svg,
        "png": failing.to_png,
    }[ending]()
    assert path.read_bytes() == (written if isinstance(written, bytes) else written.encode())


def test_other_endings_are_refused(failing, tmp_path) -> None:
    with pytest.raises(ValueError) as refusal:
        failing.save("check.gif")
    assert str(refusal.value) == "Cannot save to 'check.gif': the name must end in .json, .html, .svg or .png."


def test_the_package_names_its_doors() -> None:
    assert set(shapeviz.__all__) == {
        "Check",
        "ShapeMismatch",
        "SizeError",
        "Trace",
        "check",
        "check_cell",
        "trace",
    }
    assert all(getattr(shapeviz, name) for name in shapeviz.__all__)
    with pytest.raises(AttributeError, match="module 'shapeviz' has no attribute 'nothing'"):
        shapeviz.nothing  # noqa: B018


def test_the_sizes_that_fit_can_be_asked_for() -> None:
    result = check(Net(), (2, 3, 8, 8))
    assert result.valid("H") == [(8, 8)] and result.valid("N") == [(1, 64)] and result.valid("C") == [(3, 3)]


def test_sizes_named_together_are_moved_together() -> None:
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4 * 6 * 6, 2))
    assert check(net, (2, 3, 9, 9)).valid("H", "W") == [(8, 8)]
    assert check(net, (2, 3, 9, 9)).valid("H") == []


def test_sizes_that_are_given_stand_in_place_of_the_recorded_ones() -> None:
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4 * 6 * 6, 2))
    result = check(net, (2, 3, 8, 8))
    assert (result.valid("H", W=8), result.valid("H", W=6), result.valid("H", W=2)) == ([(8, 8)], [(11, 11)], [])


def test_three_sizes_can_be_moved_together() -> None:
    result = check(nn.MaxPool2d(3), (8, 1, 28, 28))
    assert result.valid("C", "H", "W") == [(3, 64)]


def test_the_sizes_that_fit_are_those_at_which_a_run_fits() -> None:
    result = check(nn.Conv2d(3, 4, 5, stride=2), (2, 3, 9, 9))
    [(first, last)] = result.valid("H") or []
    assert last == result.symbols["H"].maximum
    assert result.at(H=first).ok and not result.at(H=first - 1).ok


def test_sizes_that_are_asked_for_must_exist() -> None:
    result = check(nn.Linear(4, 2), (8, 4))
    with pytest.raises(SizeError) as refusal:
        result.valid("H")
    assert str(refusal.value) == "There is no size named 'H'. This check has N, F."
    with pytest.raises(SizeError) as refusal:
        result.valid("N", F=0)
    assert str(refusal.value).startswith("F must be a whole number from 1 to ")
    with pytest.raises(SizeError) as refusal:
        result.valid()
    assert str(refusal.value) == "Name the size to be varied."
