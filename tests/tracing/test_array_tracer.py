"""Calls on arrays as the cell's own code reports them: what is drawn, what is folded, what failed."""

from __future__ import annotations

import numpy as np
import pytest

from shapeviz import Check, check_cell

TRAINING = """\
import numpy as np
x = np.ones((8, 3))
w = np.zeros((3, 2))
for epoch in range({rounds}):
    y = x @ w
    w = w - 0.1 * (x.T @ y)
"""


def drawn(check: Check, kind: str = "call") -> list[tuple[str, int]]:
    return [(node.label, node.repeats) for node in check.graph.nodes if node.kind == kind]


@pytest.mark.parametrize("rounds", [3, 1000])
def test_a_loop_is_shown_once_however_often_it_goes_round(rounds) -> None:
    check = check_cell(TRAINING.format(rounds=rounds))
    assert check.ok and check.fault is None
    assert {repeats for _, repeats in drawn(check)} == {rounds}
    assert [label for label, _ in drawn(check)].count("matmul") == 2


def test_a_loop_of_many_rounds_has_the_formulas_of_one_of_a_few() -> None:
    long, short = (check_cell(TRAINING.format(rounds=rounds)).graph for rounds in (1000, 5))
    assert [edge.formula for edge in long.edges] == [edge.formula for edge in short.edges]
    assert long.headline == short.headline


def test_what_fails_after_a_long_loop_is_told() -> None:
    check = check_cell(TRAINING.format(rounds=1000) + "z = y @ w")
    (mismatch,) = check.mismatches
    assert mismatch.message == "matmul expects equal sizes in axis 1 of input and axis 0 of other, but gets 2 and 3."
    assert mismatch.line == 7


def test_what_a_function_of_the_library_calls_itself_is_not_drawn() -> None:
    check = check_cell("import numpy as np\nx = np.ones((4, 3))\ny = np.std(x, axis=0)")
    assert drawn(check) == [("std", 1)]


def test_an_array_that_is_written_to_is_read_as_written() -> None:
    check = check_cell("import numpy as np\nx = np.zeros((4, 3))\nx[0] = np.ones(3)\ny = x + 1")
    labels = {node.id: node.label for node in check.graph.nodes}
    assert ("setitem", "add") in [(labels[edge.source], labels[edge.target]) for edge in check.graph.edges]


def test_values_and_types_are_those_of_a_run_without_a_trace() -> None:
    code = "import numpy as np\nx = np.ones((4, 3), np.float32)\nn = len(x) * x.shape[1]\ny = x * n\nz = x / len(x)"
    watched: dict[str, object] = {}
    plain: dict[str, object] = {}
    check_cell(code, watched)
    exec(code, plain)
    assert type(watched["n"]) is int and watched["n"] == plain["n"]
    for name in ("y", "z"):
        assert np.array_equal(watched[name], plain[name]) and watched[name].dtype == plain[name].dtype  # type: ignore
