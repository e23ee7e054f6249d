"""The rewritten code of a cell, in the real run and in rehearsals."""

from __future__ import annotations

import pytest

import shapeviz
from shapeviz.shapes.size import Size
from tests.diagnosis.proposals.arrays import first_fix

FUNCTION = """
def guess(x, w):
    return np.dot(x, w)
{use}
"""
CLASS = """
class Model:
    def __init__(self):
        self.w = np.ones((1, 4))
    def guess(self, x):
        return np.dot(x, self.w)
model = Model()
guesses = model.guess(np.ones((6, 4)))
"""


@pytest.mark.parametrize(
    "use",
    [
        "guesses = guess(np.ones((6, 4)), np.ones((1, 4)))",
        "for rate in (0.1, 0.2):\n    guesses = guess(np.ones((6, 4)), np.ones((1, 4)))",
        "shown = [guess(np.ones((6, 4)), row) for row in np.ones((2, 1, 4))]",
    ],
)
def test_calls_within_a_function_of_the_cell_are_heard_in_rehearsals(use: str) -> None:
    assert first_fix(FUNCTION.format(use=use)).edits[0].line == 3


def test_calls_within_a_class_of_the_cell_are_heard_in_rehearsals() -> None:
    assert first_fix(CLASS).verified


def test_a_class_that_is_made_anew_makes_its_objects_anew() -> None:
    cell = f"{CLASS.rsplit(chr(10), 2)[0]}\nassert isinstance(model, Model)\nguesses = model.guess(np.ones((6, 4)))"
    assert first_fix(cell).verified


def test_functions_of_libraries_that_are_called_like_methods_of_lists_are_heard() -> None:
    cell = "import numpy as np\nrows = []\nrows.append(np.ones(3))\nboth = np.append(np.ones(2), rows[0])"
    assert [node.label for node in shapeviz.check_cell(cell).graph.nodes if node.kind == "call"] == ["append"]


@pytest.mark.parametrize(
    "source", ["import numpy as np\nrows = len(np.ones((3, 4)))", "import torch\ntorch.ones(2, 2)"]
)
def test_numbers_that_were_sizes_before_the_cell_stay_as_they_are(source: str) -> None:
    kept = Size(4, "N")
    held = {"size": kept}
    shapeviz.check_cell(source, knobs=True)
    shapeviz.check_cell(source)
    assert held["size"] is kept
