"""Fixes of NumPy code are written in NumPy's words."""

from __future__ import annotations

import numpy as np
import pytest

import shapeviz
from shapeviz.diagnosis.proposals.libraries import spelled
from shapeviz.diagnosis.proposals.rearrangements import alignments, rearrangements


@pytest.mark.parametrize("shape", [(3,), (4, 1), (2, 3, 5), (2, 1, 4, 6)])
def test_every_rearrangement_gives_the_shape_it_tells_in_numpy(shape: tuple[int, ...]) -> None:
    for change in (*rearrangements(shape), *alignments(shape, (*shape, 7))):
        written = change.spelled_in("numpy")
        assert eval(f"x{written.suffix}", {"x": np.zeros(shape)}).shape == change.shape


def test_torch_keeps_its_own_words() -> None:
    assert spelled(".unsqueeze(1)", (4, 1), "torch") == ".unsqueeze(1)"


def _first_fix(source: str) -> tuple[str, str | None, str]:
    fix = shapeviz.check_cell(source).graph.mismatches[0].fixes[0]
    return fix.title, fix.edits[0].new, fix.reason


def test_labels_that_are_class_numbers_need_no_argmax() -> None:
    title, new, reason = _first_fix(
        "import numpy as np\nlabels = np.array([1, 0, 1])\nactual = np.argmax(labels, axis=1)\nprint(len(actual))"
    )
    assert title == "Take `argmax` away"
    assert new == "actual = labels"
    assert reason == "The tensor has the shape (3,) here, without the axis that `argmax` takes away."


def test_a_factor_of_dot_is_transposed_in_place() -> None:
    title, new, reason = _first_fix(
        "import numpy as np\nfeats, weights = np.array([[1, 2], [3, 4], [5, 6]]), np.array([[1, 2]])\n"
        "y = np.dot(feats, weights)"
    )
    assert title == "Transpose `weights`"
    assert new == "y = np.dot(feats, weights.T)"
    assert reason == ("`weights` has the shape (1, 2) here; transposed it has (2, 1), which `dot` takes beside (3, 2).")


def test_a_variable_that_made_two_arrays_broadcast_by_accident_is_exchanged() -> None:
    title, new, reason = _first_fix(
        "import numpy as np\ndef squash(z):\n    return 1 / (1 + np.exp(-z))\nx, w = np.ones((6, 3)), np.ones((3, 4))\n"
        "v, want = np.ones((4, 1)), np.ones((6, 1))\nhidden = squash(x.dot(w))\nguess = squash(hidden.dot(v))\n"
        "delta = (want - guess) * (1 - hidden)\nback = delta.dot(v.T)"
    )
    assert title == "Write `guess` in place of `hidden`"
    assert new == "delta = (want - guess) * (1 - guess)"
    assert reason == (
        "`hidden` has the shape (6, 4), so that mul stretches (6, 1) to (6, 4); `guess` has the shape (6, 1), which "
        "fits without."
    )


def test_a_subscript_by_a_name_takes_a_place_of_the_other_axis() -> None:
    title, new, reason = _first_fix(
        "import numpy as np\nA, B = np.ones((3, 3)), np.ones((3, 4))\nstate, seen = np.ones(3), 2\n"
        "state = (state @ A) * B[seen]"
    )
    assert title == "Take place seen of axis 1"
    assert new == "state = (state @ A) * B[:, seen]"
    assert reason == "The subscript takes one place of axis 0 of (3, 4), not of axis 1."


def test_a_vector_of_weights_gets_as_many_as_the_table_has_columns() -> None:
    source = "import numpy as np\nX = np.arange(48.0).reshape(8, 6)\nweights = np.zeros(4)\nguess = X @ weights"
    titles = [fix.title for fix in shapeviz.check_cell(source).graph.mismatches[0].fixes]
    assert "Make axis 0 of weights 6 long" in titles


def test_a_size_in_place_of_a_1_is_not_what_was_meant_where_the_sizes_then_only_stretch() -> None:
    fixes = (
        shapeviz.check_cell(
            "import numpy as np\nsize, letters = 7, 4\nhidden, shift = np.ones((size, 1)), np.zeros((letters, 1))\n"
            "state = np.tanh(hidden + shift)"
        )
        .graph.mismatches[0]
        .fixes
    )
    assert not fixes[0].title.startswith("Exchange")


def test_a_number_of_weights_that_was_counted_elsewhere_is_read_from_the_table() -> None:
    title, new, _ = _first_fix(
        "import numpy as np\ncolumns = 'size beds district'.split()\nX = np.asarray([[1.0, 2.0, 0.0, 0.0, 1.0]] * 8)\n"
        "weights = np.zeros(len(columns))\nguess = X @ weights"
    )
    assert title == "Make axis 0 of weights 5 long"
    assert new == "weights = np.zeros(X.shape[1])"
