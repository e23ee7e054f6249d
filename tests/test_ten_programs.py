"""Ten short programs about shape errors, each with the truth about it: what fails, where, in which words."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from shapeviz import Check, check_cell
from shapeviz.graph.findings import AxisConflict

PROGRAMS = Path(__file__).parent / "programs"
NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "02_claims_put_to_the_test.ipynb"

HIDDEN_STATE = (
    "rnn (RNN) expects a hidden state with 10 sequences in axis 1 of hx (the batch size of its input, "
    "which is batch-first), but gets 32."
)


@dataclass
class Fits:
    """A program in which every shape fits: its headline and the shape that comes out."""

    program: str
    headline: str
    output: tuple[int, ...]


@dataclass
class Fails:
    """A program with a mismatch: the node, the sentence, the numbers and the line that raises."""

    program: str
    label: str
    message: str
    line: int
    conflicts: list[AxisConflict]
    shapes_meant: dict[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])


FITTING = [
    Fits("image_classifier", "3 layers, every shape fits · works for H = W = 28 or 29", (1, 10)),
    Fits("lstm_every_step", "2 layers, every shape fits", (3, 20, 5)),
    Fits("lstm_last_step", "2 layers, every shape fits", (3, 5)),
    Fits("two_convolutions", "6 layers, every shape fits · works for H, W from 64 to 67", (1, 10)),
    Fits("reshaped_there_and_back", "3 layers, every shape fits", (1, 10)),
]

FAILING = [
    Fails(
        "input_of_1024_features",
        label="fc1",
        message="fc1 (Linear) expects 784 features in the last axis of its input, but gets 1024.",
        line=12,
        conflicts=[AxisConflict("input", axis=1, expected=784, actual=1024)],
        shapes_meant={"input": (1, 784)},
    ),
    Fails(
        "embedding_of_512",
        label="fc1",
        message="fc1 (Linear) expects 1024 features in the last axis of its input, but gets 5120.",
        line=14,
        conflicts=[AxisConflict("input", axis=1, expected=1024, actual=5120)],
        shapes_meant={"input": (1, 1024)},
    ),
    Fails(
        "rnn_hidden_state",
        label="rnn",
        message=HIDDEN_STATE,
        line=14,
        conflicts=[AxisConflict("hx", axis=1, expected=10, actual=32)],
        shapes_meant={"hx": (1, 10, 20)},
    ),
    Fails(
        "rnn_input_of_5_features",
        label="rnn",
        message="rnn (RNN) expects 10 features in the last axis of its input, but gets 5. "
        "Also, axis 1 of hx is 32, where 10 is expected.",
        line=11,
        conflicts=[
            AxisConflict("input", axis=2, expected=10, actual=5),
            AxisConflict("hx", axis=1, expected=10, actual=32),
        ],
        shapes_meant={"input": (10, 32, 10), "hx": (1, 10, 20)},
    ),
    Fails(
        "rnn_of_two_layers",
        label="rnn",
        message=HIDDEN_STATE,
        line=12,
        conflicts=[AxisConflict("hx", axis=1, expected=10, actual=32)],
        shapes_meant={"hx": (2, 10, 20)},
    ),
]

ALL = [*FITTING, *FAILING]


def text_of(program: str) -> str:
    return (PROGRAMS / f"{program}.py").read_text()


def checked(program: str) -> Check:
    with contextlib.redirect_stdout(io.StringIO()):
        return check_cell(text_of(program))


def by_program(truth: Fits | Fails) -> str:
    return truth.program


@pytest.mark.parametrize("truth", FITTING, ids=by_program)
def test_a_program_that_runs_is_told_to_fit(truth: Fits) -> None:
    check = checked(truth.program)
    assert (check.ok, check.graph.verdict, check.graph.headline) == (True, "ok", truth.headline)
    assert check.error is None and check.mismatches == []
    [output] = [node for node in check.graph.nodes if node.kind == "output"]
    assert output.inputs[0].shape == truth.output
    assert {edge.status for edge in check.graph.edges} == {"ok"}


@pytest.mark.parametrize("truth", FAILING, ids=by_program)
def test_a_program_that_fails_is_told_with_its_place_and_numbers(truth: Fails) -> None:
    check = checked(truth.program)
    assert (check.ok, check.graph.verdict) == (False, "mismatch")
    [mismatch] = check.mismatches
    assert check.graph.node(mismatch.node).label == truth.label
    assert mismatch.message == truth.message
    assert mismatch.line == truth.line
    assert mismatch.conflicts == truth.conflicts


@pytest.mark.parametrize("truth", FAILING, ids=by_program)
def test_the_red_edges_are_those_of_the_operands_that_do_not_fit(truth: Fails) -> None:
    check = checked(truth.program)
    [mismatch] = check.mismatches
    node = check.graph.node(mismatch.node)
    red = [edge for edge in check.graph.edges if edge.status == "mismatch"]
    assert [edge.id for edge in red] == mismatch.edges
    assert {node.inputs[edge.target_input].name: edge.expected for edge in red} == truth.shapes_meant


@pytest.mark.parametrize("truth", FAILING, ids=by_program)
def test_raise_for_mismatch_says_the_sentence(truth: Fails) -> None:
    with pytest.raises(AssertionError) as raised:
        checked(truth.program).raise_for_mismatch()
    assert str(raised.value) == truth.message


@pytest.mark.parametrize("truth", FAILING, ids=by_program)
def test_the_mismatch_quotes_the_error_as_torch_words_it(truth: Fails) -> None:
    alone = run_alone(truth.program)
    [mismatch] = checked(truth.program).mismatches
    assert mismatch.error is not None and mismatch.error.type == "RuntimeError"
    assert mismatch.error.text in (alone["error"][1], alone["printed"].removeprefix("RuntimeError: ").strip())


@pytest.mark.parametrize("truth", ALL, ids=by_program)
def test_a_program_does_under_the_check_what_it_does_alone(truth: Fits | Fails) -> None:
    alone, watched = run_alone(truth.program), run_checked(truth.program)
    assert watched == alone


def run_alone(program: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    error = None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            exec(compile(text_of(program), "<program>", "exec"), namespace)
        except Exception as raised:
            error = raised
    return behaviour(printed.getvalue(), error, namespace)


def run_checked(program: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        check = check_cell(text_of(program), namespace)
    return behaviour(printed.getvalue(), check.error, namespace)


def behaviour(printed: str, error: BaseException | None, namespace: dict[str, Any]) -> dict[str, Any]:
    return {
        "printed": printed,
        "error": (type(error), str(error)),
        "names": sorted(namespace),
        "shapes": {name: value.shape for name, value in namespace.items() if hasattr(value, "shape")},
        "types": {name: type(value).__qualname__ for name, value in namespace.items()},
    }


def test_784_features_mend_the_first_program() -> None:
    mended = checked("input_of_1024_features").at(F=784)
    assert mended.ok
    assert mended.graph.headline == "2 layers, every shape fits"


def test_a_picture_of_another_height_breaks_the_image_classifier() -> None:
    check = checked("image_classifier")
    taller = check.at(H=32)
    assert not taller.ok
    assert [mismatch.message for mismatch in taller.mismatches] == [
        "fc1 (Linear) expects 3136 features in the last axis of its input, but gets 3584."
    ]
    assert check.at(H=29).ok  # the pool rounds down


def test_any_batch_and_length_suit_the_lstm() -> None:
    assert checked("lstm_every_step").at(batch_size=7, seq_len=3).ok


def test_two_tokens_fill_the_1024_features() -> None:
    assert checked("embedding_of_512").at(L=2).ok


@pytest.mark.parametrize("program", ["rnn_hidden_state", "rnn_of_two_layers"])
def test_the_hidden_state_fits_once_its_batch_is_that_of_the_input(program: str) -> None:
    check = checked(program)
    assert {name: symbol.value for name, symbol in check.symbols.items()} == {
        **{"N": 10, "L": 32, "F": 10},
        **{"K": 2 if program == "rnn_of_two_layers" else 1, "hidden[1]": 32, "hidden[2]": 20},
    }
    assert check.at(**{"hidden[1]": 10}).ok
    assert check.at(N=32).ok


def test_ten_features_leave_the_second_fault_of_the_rnn_to_be_told() -> None:
    check = checked("rnn_input_of_5_features").at(F=10)
    assert [mismatch.message for mismatch in check.mismatches] == [HIDDEN_STATE]
    assert check.at(F=10, N=32).ok


def test_the_notebook_puts_these_very_programs_to_the_test() -> None:
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    checks = [text.partition("\n")[2] for text in texts if text.startswith("%%shapecheck")]
    assert sorted(checks) == sorted(text_of(truth.program).rstrip("\n") for truth in ALL)
