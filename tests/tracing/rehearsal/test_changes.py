"""What is changed in a cell before it is rehearsed."""

from __future__ import annotations

import ast

import pytest

from shapeviz.tracing.rehearsal.changes import Shortened


def rounds(loop: str) -> str:
    """What a loop then goes over."""
    (statement,) = Shortened(lambda _: True).visit(ast.parse(loop)).body
    return ast.unparse(statement.iter)


@pytest.mark.parametrize(
    "body",
    [
        "w -= 0.1 * slope(w)",
        "w = w - 0.1 * slope(w)",
        "for name in grads:\n        layers[name] -= 1.0 * grads[name]",
        "w -= rate * slope(w)\n    if step % 10 == 0: print(step, w)",
        "loss.backward()",
    ],
)
def test_a_loop_that_goes_down_a_slope_is_cut_short(body: str) -> None:
    assert rounds(f"for step in range(100):\n    {body}") == "__few__(range(100))"


@pytest.mark.parametrize(
    "body", ["total += x * 2", "w -= 0.1 * data[step]", "rest -= 1", "left = right - 2 * left", "rows.append(step)"]
)
def test_a_loop_whose_rounds_differ_runs_whole(body: str) -> None:
    assert rounds(f"for step in range(100):\n    {body}") == "range(100)"
