"""TensorFlow's datasets: what is taken out of them, and the functions that are mapped over them."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
pytest.importorskip("tensorflow")

DATA = """
import numpy as np, tensorflow as tf
X = np.ones((40, 6), dtype="float32")
t = np.zeros(40, dtype="int32")
"""


@pytest.mark.parametrize("loop", ["for xb, tb in dataset:", "for number, (xb, tb) in enumerate(dataset.take(2)):"])
def test_batches_are_linked_to_the_arrays_that_they_were_made_of(run, loop) -> None:
    picture = run(
        f"""{DATA}
dataset = tf.data.Dataset.from_tensor_slices((X, t)).shuffle(40).batch(8).prefetch(1)
w = tf.ones((6, 3))
{loop}
    logits = tf.matmul(xb, w)
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(tb, logits)
"""
    )
    assert [edge for edge in picture.flow() if edge[1] in ("xb", "tb")] == [("X", "xb"), ("t", "tb")]
    assert picture.node("xb").outputs[0].shape == (8, 6)
    assert picture.outputs() == {"loss": (8,)}


def test_a_batch_that_does_not_fit_is_told(run) -> None:
    picture = run(f"{DATA}for xb in tf.data.Dataset.from_tensor_slices(X).batch(8):\n    y = xb @ tf.ones((5, 2))")
    assert picture.sentences == ["matmul expects equal sizes in axis 1 of input and axis 0 of other, but gets 6 and 5."]


@pytest.mark.parametrize(
    ("mapped", "line", "sentence"),
    [
        (
            "def f(x):\n    h = x / 255\n    return tf.reshape(h, (4, 3))",
            6,
            "reshape expects an input of 12 elements (= 4 × 3), but gets 6.",
        ),
        (
            "w = tf.ones((5, 2))\nf = lambda x: tf.matmul(x[None], w)",
            5,
            "matmul expects equal sizes in axis 1 of input and axis 0 of other, but gets 6 and 5.",
        ),
    ],
)
def test_an_error_in_a_mapped_function_is_told_at_its_line(run, mapped, line, sentence) -> None:
    picture = run(f"{DATA}{mapped}\ndataset = tf.data.Dataset.from_tensor_slices(X).map(f)")
    assert picture.sentences == [sentence]
    assert picture.check.mismatches[0].line == line


def test_a_mapped_function_sees_batches_of_their_size(run) -> None:
    picture = run(f"{DATA}dataset = tf.data.Dataset.from_tensor_slices(X).batch(8).map(lambda x: x @ tf.ones((5, 2)))")
    assert picture.node("matmul").inputs[0].shape == (8, 6)


def test_an_error_behind_a_condition_on_tensors_is_told_at_its_line(run) -> None:
    picture = run(
        f"""{DATA}def f(x):
    if tf.reduce_sum(x) > 3:
        x = x * 2
    return tf.reshape(x, (4, 3))
dataset = tf.data.Dataset.from_tensor_slices(X).map(f)"""
    )
    (sentence,) = picture.sentences
    assert sentence.startswith("map raises ValueError: Cannot reshape a tensor with 6 elements to shape [4,3]")
    assert picture.check.mismatches[0].line == 7


def test_arrays_of_unequal_lengths_are_told_in_the_words_of_tensorflow(run) -> None:
    picture = run(f"{DATA}dataset = tf.data.Dataset.from_tensor_slices((X, t[:30]))")
    assert picture.sentences == ["from_tensor_slices raises ValueError: Dimensions 40 and 30 are not compatible"]


def test_tensors_and_arrays_are_one_graph(run) -> None:
    picture = run(
        f"""{DATA}
x = tf.constant(X)
y = tf.concat([x, x], axis=1).numpy()
z = np.asarray(x).sum(axis=1, keepdims=True) + y
"""
    )
    assert {("X", "constant"), ("constant", "concat"), ("concat", "numpy"), ("numpy", "add")} <= set(picture.flow())
    assert picture.outputs() == {"z": (40, 12)}


def test_datasets_are_afterwards_as_they_were(run) -> None:
    import tensorflow as tf

    before = dict(vars(tf.data.Dataset))
    run(f"{DATA}for xb in tf.data.Dataset.from_tensor_slices(X).map(lambda x: x * 2):\n    y = xb + 1\n    break")
    assert dict(vars(tf.data.Dataset)) == before


FITTED = """
import keras
model = keras.Sequential([keras.layers.Dense(3)])
model.compile(loss="mse")
model.fit(dataset, verbose=0)
"""


def test_training_on_a_dataset_is_linked_to_the_arrays_that_it_was_made_of(run) -> None:
    picture = run(
        f"{DATA}dataset = tf.data.Dataset.from_tensor_slices((X, X[:, :3])).shuffle(40).batch(8).prefetch(1){FITTED}"
    )
    assert ("X", "batch") in picture.flow()
    assert picture.node("dense").inputs[0].shape == (8, 6)
    batches = [node for node in picture.graph.nodes if node.label == "batch"]
    assert batches[0].outputs[0].formula == (8, "F")


def test_training_on_a_dataset_of_other_rows_is_not_linked_to_them(run) -> None:
    picture = run(
        f"""{DATA}
dataset = tf.data.Dataset.from_tensor_slices((X, X[:, :3])).batch(8).map(lambda x, y: (x[:, :2], y)){FITTED}"""
    )
    assert picture.node("dense").inputs[0].shape[1:] == (2,)
    assert not [flow for flow in picture.flow() if flow[1] == "batch"]
