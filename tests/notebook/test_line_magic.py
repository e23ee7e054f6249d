"""`%shapecheck model x`: a model or function is called with what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook

USAGE = "Write %shapecheck model x: the model, then its inputs (a shape such as (1,3,224,224) will do)."


@pytest.fixture
def with_model(notebook: Notebook) -> Notebook:
    notebook.run("model, images, sample = nn.Linear(4, 2), torch.ones(3, 4), {'wide': torch.ones(3, 5)}")
    return notebook


@pytest.mark.parametrize("inputs", ["images", "(3,4)", "(3, 4)", "torch.ones(3, 4)", "sample['wide'][:, :4]"])
def test_the_model_is_called_with_variables_shapes_or_expressions(with_model: Notebook, inputs: str) -> None:
    ran = with_model.run(f"%shapecheck model {inputs}")
    assert (ran.error, ran.value) == (None, None)
    assert ran.stdout.startswith("✓ 1 layer, every shape fits\n") and "3 × 4" in ran.stdout


def test_any_function_can_be_called(with_model: Notebook) -> None:
    assert with_model.run("%shapecheck torch.cat [images,images]").stdout.startswith("✓ 1 call, every shape fits\n")


def test_options_may_stand_before_or_behind(with_model: Notebook) -> None:
    for line in ("--no-raise model (3,5)", "model (3,5) --no-raise"):
        ran = with_model.run(f"%shapecheck {line}")
        assert ran.error is None
        assert ran.stdout.startswith(
            "✗ Linear expects 4 features in the last axis of its input, gets 5 · works for F = 4\n"
        )


def test_the_exception_follows_the_report_without_frames_of_ours(with_model: Notebook) -> None:
    ran = with_model.run("%shapecheck model sample['wide']")
    assert isinstance(ran.error, RuntimeError)
    report, _, shown = ran.stdout.partition("Traceback")
    assert report.startswith("✗ Linear expects 4 features in the last axis of its input, gets 5 · works for F = 4\n")
    assert "shapeviz" not in shown


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", f"%shapecheck has nothing to check. {USAGE}"),
        ("--meta", f"%shapecheck has nothing to check. {USAGE}"),
        ("model imags", "There is no variable imags. Did you mean images?"),
        ("model len(imags)", "There is no variable imags. Did you mean images?"),
        ("model zzzzz", f"There is no variable zzzzz. {USAGE}"),
        ("model (1,3", f"'(1,3' cannot be read. {USAGE}"),
        ("images", f"images is no model or function but a value of type Tensor. {USAGE}"),
        ("model (3,-4)", "A shape has no negative sizes: (3, -4)."),
        ("model images --dept 2", "%%shapecheck: there is no option --dept. Did you mean --depth?"),
    ],
)
def test_a_line_that_cannot_be_is_told_what_to_write(with_model: Notebook, line: str, sentence: str) -> None:
    ran = with_model.run(f"%shapecheck {line}")
    assert type(ran.error).__name__ == "UsageError"
    assert str(ran.error) == sentence


def test_inside_a_checked_cell_it_is_refused(with_model: Notebook) -> None:
    ran = with_model.run("%%shapecheck\n%shapecheck model images")
    assert str(ran.error) == "A check is running already. Put %shapecheck into a cell of its own."
