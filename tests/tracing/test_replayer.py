"""Recorded calls run again on shapes alone, whichever framework they are of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shapeviz import Check, check_cell

keras = pytest.importorskip("keras")

SEQUENTIAL = """\
import numpy as np, keras
x = np.ones((4, 10), "float32")
model = keras.Sequential([keras.layers.Dense(16), keras.layers.Dense(3)])
y = model(x)
"""
FUNCTIONAL = """\
import numpy as np, keras
inputs = keras.Input((12,))
model = keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Dense(8)(inputs)))
y = model(np.ones((4, 12), "float32"))
"""
SUBCLASSED = """\
import numpy as np, keras
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv, self.pool = keras.layers.Conv2D(8, 3, padding="same"), keras.layers.MaxPooling2D()
        self.flatten, self.head = keras.layers.Flatten(), keras.layers.Dense(10)
    def call(self, x):
        return self.head(self.flatten(self.pool(self.conv(x))))
y = Net()(np.ones((2, 8, 8, 3), "float32"))
"""


def checked(code: str) -> Check:
    check = check_cell(code)
    assert check.ok and check.fault is None
    assert not [note for note in check.graph.notes if "cannot be varied" in note]
    return check


def shapes(check: Check) -> list[tuple[int, ...]]:
    return [tensor.shape for node in check.graph.nodes for tensor in node.outputs]


def name_of(check: Check, axis: int) -> str:
    return next(symbol.name for symbol in check.graph.symbols if symbol.axes[0].axis == axis)


@pytest.mark.parametrize("rows", [1, 7])
@pytest.mark.parametrize("code", [SEQUENTIAL, FUNCTIONAL], ids=["sequential", "functional"])
def test_a_model_of_keras_runs_again_with_another_batch(code, rows) -> None:
    other = checked(code).at(N=rows)
    assert other.ok and shapes(other) == shapes(check_cell(code.replace("(4, ", f"({rows}, ")))


@pytest.mark.parametrize("features", [1, 11])
def test_layers_that_were_not_built_are_built_to_fit_once_more(features) -> None:
    check = checked(SEQUENTIAL)
    other = check.at(**{name_of(check, 1): features})
    assert other.ok and shapes(other) == shapes(check_cell(SEQUENTIAL.replace("10", str(features))))


@pytest.mark.parametrize("side", [4, 13])
def test_images_of_other_sides_go_through_a_model_of_the_users_own(side) -> None:
    check = checked(SUBCLASSED)
    sides = {symbol.name for symbol in check.graph.symbols for tied in symbol.axes if tied.axis in (1, 2)}
    other = check.at(**dict.fromkeys(sides, side))
    assert other.ok and shapes(other) == shapes(check_cell(SUBCLASSED.replace("8, 8", f"{side}, {side}")))


def test_a_model_that_was_built_asks_for_the_sizes_that_it_was_built_for() -> None:
    namespace: dict[str, Any] = {}
    exec("import keras\nmodel = keras.Sequential([keras.Input((10,)), keras.layers.Dense(3)])", namespace)
    check = check_cell('import numpy as np\ny = model(np.ones((4, 10), "float32"))', namespace)
    (mismatch,) = check.at(**{name_of(check, 1): 11}).mismatches
    assert mismatch.message == "dense (Dense) expects 10 features in the last axis of its inputs, but gets 11."


def test_the_input_of_a_functional_model_is_a_demand() -> None:
    check = checked(FUNCTIONAL)
    (mismatch,) = check.at(**{name_of(check, 1): 13}).mismatches
    assert mismatch.message == "model (Functional) expects inputs of shape (None, 12), but gets (4, 13)."
    assert check.valid(name_of(check, 1)) != [(1, 64)]


def test_a_call_before_predict_stays_drawn() -> None:
    check = checked(SEQUENTIAL + "p = model.predict(x, verbose=0)")
    assert [node.label for node in check.graph.nodes if node.kind == "module"].count("dense") == 2


def test_layers_are_afterwards_as_they_were() -> None:
    namespace: dict[str, Any] = {}
    check = check_cell(SEQUENTIAL, namespace)
    weights = [weight.shape for weight in namespace["model"].weights]
    check.at(**{name_of(check, 1): 11})
    assert [weight.shape for weight in namespace["model"].weights] == weights
    assert tuple(namespace["model"](np.ones((2, 10), "float32")).shape) == (2, 3)


def test_a_layer_that_was_only_rehearsed_can_still_be_built() -> None:
    namespace: dict[str, Any] = {}
    exec("import keras, numpy as np\nlayer = keras.layers.Dense(3)", namespace)
    check_cell("x = np.ones((4, 10), 'float32')\nz = np.ones(3) + np.ones(4)\ny = layer(x)", namespace)
    assert not namespace["layer"].built
    assert tuple(namespace["layer"](np.ones((2, 5), "float32")).shape) == (2, 3)


@pytest.mark.parametrize("rows", [2, 9])
def test_numpys_calls_run_again_with_arrays_of_other_sizes(rows) -> None:
    code = "import numpy as np\nx = np.ones((4, 3))\ny = x.reshape(len(x), -1, 1)\nz = np.concatenate([y, y], axis=1)"
    other = checked(code).at(N=rows)
    assert shapes(other) == shapes(check_cell(code.replace("(4, ", f"({rows}, ")))


def test_a_mask_whose_count_is_in_the_data_lets_no_size_be_varied() -> None:
    check = check_cell("import numpy as np\nx = np.full((4, 3), 5.0)\ny = x[x[:, 0] > 1]\nz = y * 2")
    assert check.graph.notes == [
        "The sizes cannot be varied: how much getitem gives depends on the data. No formulas are shown, since they "
        "could not be checked at other sizes."
    ]


def test_what_a_model_computes_with_keras_ops_follows_its_sizes() -> None:
    check = check_cell(
        """
import numpy as np
import keras
from keras import layers, ops

class Attention(keras.Model):
    def __init__(self):
        super().__init__()
        self.query, self.key = layers.Dense(8), layers.Dense(8)

    def call(self, x):
        scores = ops.matmul(self.query(x), ops.transpose(self.key(x), (0, 2, 1)))
        return ops.reshape(ops.softmax(scores), (ops.shape(x)[0], -1))

y = Attention()(np.zeros((3, 5, 6), "float32"))
"""
    )
    reshaped = next(node for node in check.graph.nodes if node.op == "reshape")
    assert reshaped.outputs[0].formula == ("N", ("*", "L", "L"))
    again = check.at(N=2, L=4).graph.node(reshaped.id)
    assert again.outputs[0].shape == (2, 16)
