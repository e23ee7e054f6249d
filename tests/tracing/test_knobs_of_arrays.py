"""Numbers of cells without torch that can be turned: in NumPy's arrays, in Keras's layers, in cells that mix them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from shapeviz import Check, check_cell
from shapeviz.shapes.sweep import living_sizes

NETWORK = """\
import numpy as np
batch, hidden, classes = 32, 20, 3
x = np.random.rand(batch, 10)
w1, b1 = np.random.rand(10, hidden), np.zeros(hidden)
w2 = np.random.rand(hidden, classes)
y = np.maximum(x @ w1 + b1, 0) @ w2
"""
LAYERS = """\
import numpy as np, keras
rows, hidden, classes = 4, 16, 3
x = np.ones((rows, 10), "float32")
model = keras.Sequential([keras.layers.Dense(hidden), keras.layers.Dense(classes)])
y = model(x)
"""
IMAGES = """\
import numpy as np, keras
side, filters = 28, 8
model = keras.Sequential([
    keras.Input((side, side, 1)), keras.layers.Conv2D(filters, 3), keras.layers.Flatten(), keras.layers.Dense(10)
])
y = model(np.ones((4, side, side, 1), "float32"))
"""


def turned(code: str, **options: Any) -> tuple[Check, dict[str, Any]]:
    namespace: dict[str, Any] = {}
    check = check_cell(code, namespace, **(options or {"knobs": True}))
    assert check.fault is None and not [note for note in check.graph.notes if note.startswith("shapeviz could not")]
    return check, namespace


def last(check: Check) -> Any:
    return next(node for node in reversed(check.graph.nodes) if node.kind != "output").outputs[0]


def shapes(check: Check) -> list[tuple[int, ...]]:
    return [tensor.shape for node in check.graph.nodes for tensor in node.outputs]


def test_a_number_flows_through_arrays() -> None:
    check, _ = turned(NETWORK)
    assert {symbol.name for symbol in check.graph.symbols if symbol.kind == "knob"} >= {"hidden", "classes"}
    assert last(check).formula is not None and last(check).formula[1] == "classes"


@pytest.mark.parametrize(("name", "value"), [("hidden", 7), ("classes", 11), ("batch", 5)])
@pytest.mark.parametrize("code", [NETWORK, LAYERS.replace("rows", "batch")], ids=["numpy", "keras"])
def test_another_number_gives_what_the_changed_cell_gives(code, name, value) -> None:
    check, namespace = turned(code)
    changed = re.sub(rf"\b{namespace[name]}\b", str(value), code, count=1)
    assert shapes(check.at(**{name: value})) == shapes(check_cell(changed))


@pytest.mark.parametrize("side", [27, 20])
def test_the_size_of_an_input_is_followed_into_the_data_and_the_model(side) -> None:
    check, _ = turned(IMAGES)
    other = check.at(side=side)
    assert other.ok and shapes(other) == shapes(check_cell(IMAGES.replace("28", str(side), 1)))


@pytest.mark.parametrize("code", [NETWORK, LAYERS, IMAGES], ids=["numpy", "keras", "images"])
def test_afterwards_no_number_remembers_anything(code) -> None:
    before = living_sizes()
    _, namespace = turned(code)
    assert {id(size) for size in living_sizes()} <= {id(size) for size in before}
    assert all(type(value) is int for value in namespace.values() if isinstance(value, int))


def test_a_layer_keeps_a_plain_number() -> None:
    _, namespace = turned(LAYERS)
    assert type(namespace["model"].layers[0].units) is int
    assert type(namespace["model"].layers[0].get_config()["units"]) is int


@pytest.mark.parametrize(
    "made",
    [
        "np.zeros((n, n))",
        "np.arange(n)",
        "np.full(3, n)",
        "np.array([n, 2])",
        "np.ones(2, np.float32) * n",
        "n / np.ones(2, np.float32)",
        "np.linspace(0, n, 5)",
        "np.eye(n, dtype=int)",
        "np.random.default_rng(0).integers(0, n, size=n)",
        "np.repeat(np.ones(2), n)",
        "np.ones((n, 2), np.int8) + n",
        "np.sqrt(n) * np.ones(2, np.float32)",
        "np.array(n)",
        "np.add(np.ones(2, np.float32), n)",
        "np.power(np.ones(2, np.int16), n)",
    ],
)
def test_arrays_are_made_of_knobs_as_of_plain_numbers(made) -> None:
    code = f"import numpy as np\nn = 6\ny = {made}\nz = y * 2"
    _, watched = turned(code)
    plain: dict[str, Any] = {}
    exec(code, plain)
    assert watched["y"].dtype == plain["y"].dtype and watched["y"].tolist() == plain["y"].tolist()


def test_a_number_that_does_not_go_with_the_others_is_a_mismatch() -> None:
    check, _ = turned("import numpy as np\nd, heads = 12, 3\nx = np.ones((2, d))\ny = x.reshape(2, heads, d // heads)")
    assert check.at(d=15).ok
    (mismatch,) = check.at(d=13).mismatches
    assert mismatch.message == "reshape expects an input of 24 elements (= 2 × 3 × 4), but gets 26 (= 2 × 13)."


def test_a_number_of_rounds_that_draws_the_same_has_no_part_in_the_shapes() -> None:
    check, _ = turned(
        "import numpy as np\nsteps, d = 50, 4\nx = np.ones((3, d))\nfor _ in range(steps):\n    x = x * 2"
    )
    assert "steps" not in check.symbols
