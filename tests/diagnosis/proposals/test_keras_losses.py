"""Labels and losses speak of classes in the same way."""

from __future__ import annotations

import keras
import numpy as np

from shapeviz import check_cell
from tests.diagnosis.proposals.keras_cells import proposed


def test_class_numbers_want_the_sparse_loss() -> None:
    fixes = proposed(
        """
        m = keras.Sequential([keras.Input((2,)), layers.Dense(5)])
        m.compile('sgd', 'categorical_crossentropy')
        y = np.ones(4, int)
        m.fit(np.ones((4, 2)), y, verbose=0)
        """
    )
    assert fixes[0].title == "Use sparse_categorical_crossentropy"
    assert fixes[0].new.strip() == "m.compile('sgd', 'sparse_categorical_crossentropy')"
    assert fixes[0].reason == (
        "The labels have the shape (4,) and the predictions (4, 5): the labels are class numbers, one "
        "of 5 for each sample, and not one-hot."
    )
    assert fixes[0].verified


def test_one_hot_labels_want_the_plain_loss() -> None:
    fixes = proposed(
        """
        m = keras.Sequential([keras.Input((2,)), layers.Dense(5)])
        m.compile('sgd', 'sparse_categorical_crossentropy')
        y = np.ones((4, 5))
        m.fit(np.ones((4, 2)), y, verbose=0)
        """
    )
    assert fixes[0].title == "Use categorical_crossentropy"
    assert fixes[0].new.strip() == "m.compile('sgd', 'categorical_crossentropy')"
    assert fixes[0].reason == (
        "The labels have the shape (4, 5) and the predictions (4, 5): the labels are one-hot, and not class numbers."
    )
    assert fixes[0].verified


def test_an_import_of_an_earlier_cell_tells_what_keras_is_called() -> None:
    source = """
model = k.Sequential([k.layers.Dense(3, activation="softmax")])
model.compile(loss="categorical_crossentropy")
model.fit(np.ones((8, 4)), labels, verbose=0)
"""
    check = check_cell(source, {"np": np, "k": keras, "labels": np.zeros(8, int)})
    fixes = [fix for mismatch in check.mismatches for fix in mismatch.fixes]
    assert [(fix.edits[-1].new, fix.verified) for fix in fixes] == [
        ('model.compile(loss="sparse_categorical_crossentropy")', True),
        ("model.fit(np.ones((8, 4)), k.utils.to_categorical(labels, 3), verbose=0)", True),
    ]
