"""Arrays padded, and grids of coordinates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.numpy_oracle import array, case, check, examples, refusal, whole

CASES = [
    case(np.pad, array(2, 3), 1),
    case(np.pad, array(2, 3), (1, 2)),
    case(np.pad, array(2, 3), ((1, 1), (0, 2))),
    case(np.pad, array(2, 3), ((1, 1), (0, 2)), "edge"),
    case(np.pad, array(2, 3), 2, "reflect"),
    case(np.pad, array(2, 3), 2, "wrap"),
    case(np.meshgrid, array(3), array(4)),
    case(np.meshgrid, array(3), array(4), array(2), indexing="ij"),
    case(np.meshgrid, array(3), array(4), array(2), sparse=True),
    case(np.ix_, whole(3), whole(2)),
]


@pytest.mark.parametrize("call", CASES, ids=repr)
@given(data=st.data())
@examples
def test_paddings_and_grids_take_what_numpy_takes(call, data):
    check(call, data)


def test_amounts_go_with_axes():
    words = refusal(np.pad, array(2, 3), ((1, 1), (1, 1), (0, 0)))
    assert words == "pad expects a pad_width with 2 pairs, one for each axis, but gets 3."


def test_nothing_is_taken_away_by_padding():
    words = refusal(np.pad, array(2, 3), (1, -1))
    assert words == "pad expects a pad_width of at least 0, but gets -1."


def test_an_empty_axis_has_no_edge():
    words = refusal(np.pad, array(0, 3), 1, "edge")
    assert words == "pad expects at least 1 in axis 0 of its input (for mode edge), but gets 0."
