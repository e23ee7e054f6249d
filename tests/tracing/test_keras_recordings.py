"""What a person sees of a cell with Keras in it."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from shapeviz import check_cell
from tests.conftest import Picture

MODEL = """
    import keras, numpy as np
    from keras import layers

    model = keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
"""
TRAINED = """
    x, y = np.random.rand(64, 28, 28, 1), np.random.randint(0, 10, 64)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=2, batch_size=16, verbose=0)
"""


def checked(*sources: str) -> Picture:
    check = check_cell("".join(textwrap.dedent(source) for source in sources))
    assert check.fault is None, check.fault
    assert check.error is None, check.error
    return Picture(check)


def shown(picture: Picture, label: str) -> tuple[str, ...]:
    """The first output of a node as it is written, letter by letter or size by size."""
    tensor = picture.node(label).outputs[0]
    letters = tensor.letters or [""] * len(tensor.shape)
    return tuple(letter or str(size) for letter, size in zip(letters, tensor.shape, strict=True))


def test_a_model_that_was_only_built_shows_n_for_its_batch() -> None:
    picture = checked(MODEL)
    assert shown(picture, "conv2d") == ("N", "26", "26", "8")
    assert shown(picture, "dense") == ("N", "10")
    assert [edge.letters for edge in picture.graph.edges] == [
        ["N"] + [""] * (len(e.shape) - 1) for e in picture.graph.edges
    ]
    assert "N batch          input axis 0" in str(picture.check)


def test_a_batch_that_somebody_gives_is_a_number() -> None:
    picture = checked(MODEL).at(N=5)
    assert shown(picture, "conv2d") == ("5", "26", "26", "8")
    assert all(edge.letters is None for edge in picture.graph.edges)


def test_a_sequence_of_any_length_shows_the_letter_of_its_length() -> None:
    picture = checked(
        "import keras\n",
        "inputs = keras.Input((None, 8))\n",
        "outputs = keras.layers.LSTM(4, return_sequences=True)(inputs)\n",
    )
    assert shown(picture, "lstm") == ("N", "L", "4")


def test_a_functional_model_is_shown_by_its_layers() -> None:
    picture = checked(
        """
        import keras
        a, b = keras.Input((32,)), keras.Input((64,))
        joined = keras.layers.concatenate([keras.layers.Dense(10)(a), keras.layers.Dense(20)(b)])
        model = keras.Model([a, b], keras.layers.Dense(10)(joined))
        """
    )
    assert shown(picture, "concatenate") == ("N", "30")


def test_training_is_shown_as_one_batch_however_many_there_are() -> None:
    picture = checked(MODEL, TRAINED)
    assert [(node.label, node.summary) for node in picture.graph.nodes if node.label == "batch"] == [
        ("batch", "of x"),
        ("batch", "of y"),
    ]
    assert {node.repeats for node in picture.graph.nodes} == {1}
    assert picture.node("conv2d").outputs[0].shape == (16, 26, 26, 8)
    assert picture.labels("constant") == []


def test_a_layer_that_a_model_calls_three_times_counts_as_three_in_training() -> None:
    picture = checked(
        """
        import keras, numpy as np

        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.again = keras.layers.Dense(4)

            def call(self, x):
                for _ in range(3):
                    x = self.again(x)
                return x

        model = Net()
        model.compile("adam", "mse")
        model.fit(np.zeros((40, 4)), np.zeros((40, 4)), batch_size=10, epochs=2, verbose=0)
        """
    )
    assert (picture.node("again").repeats, picture.node("fit").repeats) == (3, 1)


def test_formulas_reach_through_training_to_the_sizes_at_which_it_works() -> None:
    picture = checked(MODEL, TRAINED)
    assert picture.graph.headline == "5 layers, every shape fits · works for H = W = 28 or 29"
    assert picture.node("conv2d").outputs[0].formula == (16, ("+", "H", -2), ("+", "W", -2), 8)
    assert picture.node("dense").outputs[0].formula == (16, 10)
    assert picture.at(N=8).node("conv2d").outputs[0].shape == (8, 26, 26, 8)


def test_the_axes_of_a_picture_are_named_with_its_channels_last() -> None:
    picture = checked(MODEL, "scores = model(np.zeros((4, 28, 28, 1)))\n")
    assert {name: symbol.value for name, symbol in picture.check.symbols.items()} == {"N": 4, "H": 28, "W": 28, "C": 1}
    assert picture.graph.headline == "4 layers, every shape fits · works for H = W = 28 or 29"


@pytest.mark.parametrize(
    "loss, label, target",
    [
        ("'mse'", "mse", "keras.losses.mean_squared_error"),
        ("keras.losses.MeanSquaredError()", "mean_squared_error", "keras.losses.MeanSquaredError"),
        ("keras.losses.mean_absolute_error", "mean_absolute_error", "keras.losses.mean_absolute_error"),
    ],
)
def test_a_loss_goes_by_the_name_that_compile_was_given(loss: str, label: str, target: str) -> None:
    fit = f"model.compile('adam', {loss})\nmodel.fit(np.zeros((4, 3)), np.zeros((4, 2)), verbose=0)\n"
    picture = checked("import keras, numpy as np\nmodel = keras.Sequential([keras.layers.Dense(2)])\n", fit)
    assert picture.node(label).target == target


def test_a_model_that_its_first_call_builds_is_drawn_once() -> None:
    picture = checked(
        """
        import keras, numpy as np
        model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(2)])
        out = model(np.zeros((3, 8)))
        """
    )
    assert [(node.label, node.repeats) for node in picture.graph.nodes if node.kind == "module"] == [
        ("model", 1),
        ("dense", 1),
        ("dense_1", 1),
    ]


def test_layers_of_a_users_own_model_go_by_its_attributes() -> None:
    picture = checked(
        """
        import keras, numpy as np

        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.head = keras.layers.Dense(2)

            def call(self, x):
                return self.head(x)

        out = Net()(np.zeros((3, 8)))
        """
    )
    assert (picture.node("head").path, picture.node("head").multiply_adds) == ("head", 3 * 8 * 2)


def test_an_array_that_is_its_own_label_gives_two_batches() -> None:
    picture = checked(
        """
        import keras, numpy as np
        x = np.zeros((40, 6))
        model = keras.Sequential([keras.layers.Dense(6)])
        model.compile("adam", "mse")
        model.fit(x, x, batch_size=10, verbose=0)
        """
    )
    assert [node.summary for node in picture.nodes("batch")] == ["of x", "of y"]
    assert picture.at(N=7).node("dense").outputs[0].shape == (7, 6)


def test_parameters_and_products_of_layers_are_counted() -> None:
    frozen = "model.layers[0].trainable = False\nscores = model(np.zeros((4, 28, 28, 1)))\n"
    picture = checked(MODEL, frozen)
    counted: dict[str, Any] = {
        label: (node.parameter_count, node.frozen_count, node.parameter_bytes, node.multiply_adds)
        for label in ("conv2d", "dense")
        for node in [picture.node(label)]
    }
    assert counted == {
        "conv2d": (80, 80, 320, 4 * 26 * 26 * 8 * 9),
        "dense": (13_530, 0, 54_120, 4 * 1352 * 10),
    }


def test_what_a_model_does_not_take_is_on_the_edge_that_leads_into_it() -> None:
    check = check_cell(
        """import keras, numpy as np
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
model.compile(loss="mse")
model.fit(np.ones((64, 28, 28)), np.ones((64, 10)), verbose=0)
"""
    )
    [edge] = [edge for edge in check.graph.edges if edge.status == "mismatch"]
    assert (edge.shape, edge.expected) == ((32, 28, 28), (32, 784))
    assert check.mismatches[0].edges == [edge.id]
    assert {"N", "L", "F"} <= check.symbols.keys()
