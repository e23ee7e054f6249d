import json
from pathlib import Path
from typing import Any

import pytest

from shapeviz.graph.model import TensorSpec
from shapeviz.rendering.shapes_text import (
    bytes_text,
    escape,
    mismatch_text,
    one_line,
    shape_text,
    tensors_text,
)

# The front end's tests read the same cases.
LABELS = json.loads((Path(__file__).parents[1] / "fixtures" / "mismatch_labels.json").read_text("utf-8"))


def test_a_shape_is_written_with_times_signs_and_a_scalar_by_its_name():
    assert shape_text((1, 16384)) == "1 × 16384"
    assert shape_text((7,)) == "7"
    assert shape_text(()) == "scalar"


@pytest.mark.parametrize("case", LABELS, ids=lambda case: case["label"])
def test_a_mismatch_is_worded_as_in_the_front_end(case: dict[str, Any]):
    expected = case["expected"]
    wanted = None if expected is None else tuple(expected)
    label = mismatch_text(tuple(case["actual"]), wanted, case.get("letters"))
    assert label == case["label"]


def test_a_letter_stands_in_place_of_a_size_that_nobody_gave():
    assert tensors_text([TensorSpec((32, 26, 8), "float32", "cpu", letters=["N", "", ""])]) == "N × 26 × 8"


def test_many_shapes_are_counted_after_the_third():
    assert tensors_text([TensorSpec((size,), "float32", "cpu") for size in range(1, 6)]) == "1, 2, 3, +2 more"


def test_bytes_are_given_in_the_largest_unit_that_fits():
    sizes = [0, 999, 1000, 999_999, 1_000_000, 140_000_000_000, 10**16]
    written = ["0 bytes", "999 bytes", "1.0 kB", "1000.0 kB", "1.0 MB", "140.0 GB", "10000.0 TB"]
    assert [bytes_text(size) for size in sizes] == written


def test_terminal_escapes_and_text_direction_marks_lose_their_power():
    assert one_line("a\x1b[31mb\u202ec\x00\ud800") == "a�[31mb�c��"


def test_markup_is_text():
    assert escape("<b title='x'>\n\"&") == "&lt;b title=&#x27;x&#x27;&gt; &quot;&amp;"
