"""Formulas of NumPy's calls, held against NumPy itself at other sizes: random chains of operations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz import Check, check_cell
from shapeviz.shapes.conditions import holds_at
from shapeviz.shapes.expressions import evaluated

# Each of these takes an array of three axes and gives one of three axes.
STEPS = [
    "x * 2 + 1",
    "x.transpose(2, 0, 1)",
    "np.swapaxes(x, 0, 2)",
    "np.moveaxis(x, 0, -1)",
    "x[:, ::2]",
    "x[1:]",
    "x[..., :3]",
    "x[:, :, ::-1]",
    "np.concatenate([x, x], axis=1)",
    "np.stack([x.sum(0), x.max(0)])",
    "x - x.mean(axis=-1, keepdims=True)",
    "np.pad(x, ((0, 0), (1, 2), (0, 0)))",
    "np.repeat(x, 3, axis=0)",
    "np.tile(x, (1, 2, 1))",
    "x @ x.swapaxes(-1, -2)",
    "np.einsum('abc,adc->abd', x, x)",
    "x.reshape(x.shape[0], -1, 1)",
    "x.reshape(-1, x.shape[2])[None]",
    "np.flip(x, 1)",
    "np.roll(x, 1, axis=2)",
    "np.zeros((len(x), 2, np.size(x, 1)))",
    "np.broadcast_to(x.mean(0), np.shape(x))",
    "x[np.arange(x.shape[0])]",
    "np.expand_dims(x.sum(1), 0)",
    "np.cumsum(x, axis=1)",
    "np.diff(x, axis=0)",
    "np.squeeze(x[:1], 0)[:, None, :]",
    "np.where(x > 0, x, 0)",
]


def chained(steps: list[str]) -> str:
    return "".join(f"x = {step}\n" for step in steps)


def at(check: Check, sizes: dict[str, int]) -> tuple[int, ...] | None:
    """The shape of the last output by its formula, None if it has none."""
    formula = next(node for node in reversed(check.graph.nodes) if node.kind != "output").outputs[0].formula
    return None if formula is None else tuple(evaluated(size, sizes) for size in formula)


def numpys(steps: list[str], shape: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape that NumPy gives, None if it refuses."""
    names: dict[str, Any] = {"np": np, "x": np.zeros(shape)}
    try:
        exec(chained(steps), names)
    except (ValueError, IndexError):
        return None
    return names["x"].shape


@settings(max_examples=20)
@given(
    steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=4),
    others=st.lists(st.tuples(*[st.integers(1, 9)] * 3), min_size=3, max_size=3),
)
def test_formulas_at_other_sizes_are_what_numpy_gives_there(steps, others) -> None:
    check = check_cell("import numpy as np\nx = np.ones((4, 5, 6))\n" + chained(steps))
    assert check.fault is None
    names = {tied.axis: symbol.name for symbol in check.graph.symbols for tied in symbol.axes}
    if check.error is not None or len(names) < 3:
        return
    for shape in others:
        sizes = {**check.graph.recorded_sizes, **{names[axis]: size for axis, size in enumerate(shape)}}
        if tuple(sizes[names[axis]] for axis in range(3)) != shape:
            continue  # two axes are one symbol
        fits = all(holds_at(k.expression, sizes) for k in check.graph.constraints)
        told, real = at(check, sizes), numpys(steps, shape)
        if real is not None and fits and told is not None:
            assert told == real
        structural = any(symbol.structural for symbol in check.graph.symbols)
        assert (real is not None) == fits or structural


@settings(max_examples=10)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=3), shape=st.tuples(*[st.integers(1, 9)] * 3))
def test_a_rerun_gives_what_numpy_gives(steps, shape) -> None:
    check = check_cell("import numpy as np\nx = np.ones((4, 5, 6))\n" + chained(steps))
    names = {tied.axis: symbol.name for symbol in check.graph.symbols for tied in symbol.axes}
    if check.error is not None or len(set(names.values())) < 3:
        return
    other = check.at(**{names[axis]: size for axis, size in enumerate(shape)})
    real = numpys(steps, shape)
    assert (real is not None) == other.ok
    if real is not None:
        made = next(node for node in reversed(other.graph.nodes) if node.kind != "output")
        assert made.outputs[0].shape == real


@pytest.mark.parametrize(
    ("asked", "formula"),
    [
        ("np.shape(x)", ("N", "F")),
        ("(np.size(x),)", (("*", "N", "F"),)),
        ("(np.size(x, 1), len(x))", ("F", "N")),
        ("(x.size // 2,)", (("//", ("*", "N", "F"), 2),)),
    ],
)
def test_sizes_that_code_asks_for_remember_their_axes(asked, formula) -> None:
    check = check_cell(f"import numpy as np\nx = np.ones((6, 4))\ny = np.zeros({asked}) + 1\nz = x * 2")
    made = next(node for node in check.graph.nodes if node.label == "zeros")
    assert made.outputs[0].formula == formula


def test_one_demand_that_numpy_makes_is_told_with_its_own_sentence() -> None:
    check = check_cell("import numpy as np\nx = np.ones((6, 4))\na, b, c = np.split(x, 3)\ny = a + b")
    assert check.graph.headline.endswith("works for N divisible by 3")
    (mismatch,) = [m for m in check.at(N=7).mismatches if m.message.startswith("split")]
    assert mismatch.message == "split expects a multiple of 3 (its sections) in axis 0 of its input, but gets 7."
