"""Arrays joined, appended to, put into and taken apart as NumPy does it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.numpy_oracle import array, case, check, examples, refusal

CASES = [
    case(np.concatenate, [array(2, 3), array(4, 3)]),
    case(np.concatenate, [array(2, 3), array(2, 3)], 1),
    case(np.concatenate, [array(2, 3), array(2)], None),
    case(np.concatenate, array(2, 3, 4)),
    case(np.stack, [array(2, 3), array(2, 3)]),
    case(np.stack, [array(2, 3), array(2, 3)], -1),
    case(np.hstack, [array(2, 3), array(2, 4)]),
    case(np.hstack, [array(3), array(4)]),
    case(np.vstack, [array(3), array(3)]),
    case(np.vstack, [array(2, 3), array(3)]),
    case(np.dstack, [array(3), array(3)]),
    case(np.column_stack, [array(3), array(3, 2)]),
    case(np.append, array(2, 3), array(4)),
    case(np.append, array(2, 3), array(1, 3), 0),
    case(np.insert, array(2, 3), 1, 5, 1),
    case(np.insert, array(3), 1, 5),
    case(np.delete, array(2, 3), 1, 0),
    case(np.delete, array(5), [0, 2]),
    case(np.delete, array(5, 2), slice(1, 3), 0),
    case(np.split, array(6, 2), 3),
    case(np.split, array(6, 2), [1, 3]),
    case(np.split, array(2, 6), 3, 1),
    case(np.array_split, array(7), 3),
    case(np.array_split, array(7, 2), [2, 3]),
    case(np.hsplit, array(2, 6), 3),
    case(np.vsplit, array(6, 2), 2),
    case(np.dsplit, array(1, 2, 4), 2),
    case(np.unstack, array(2, 3)),
]


@pytest.mark.parametrize("call", CASES, ids=repr)
@given(data=st.data())
@examples
def test_joining_and_splitting_take_what_numpy_takes(call, data):
    check(call, data)


def test_sizes_that_differ_outside_the_joined_axis_are_told():
    words = refusal(np.concatenate, [array(2, 3), array(2, 4)])
    assert words == "concatenate expects tensors that agree in every axis but axis=0, but gets 3 and 4 in axis 1."


def test_an_empty_vector_is_joined_like_any_other():
    words = refusal(np.concatenate, [array(0), array(2, 4)])
    assert words == "concatenate expects tensors with the same number of axes, but gets 1 and 2."


def test_single_numbers_are_not_joined():
    words = refusal(np.concatenate, [array(), array()])
    assert words == "concatenate expects tensors with at least 1 axis, but gets single numbers."


def test_rows_of_different_length_are_told():
    words = refusal(np.vstack, [array(3), array(4)])
    assert words == "vstack expects tensors that agree in every axis but axis=0, but gets 3 and 4 in axis 1."


def test_stacked_arrays_that_differ_are_told():
    words = refusal(np.stack, [array(3), array(4)])
    assert words == "stack expects tensors of equal shape, but gets (3,) and (4,)."


def test_what_is_appended_along_an_axis_has_the_same_axes():
    words = refusal(np.append, array(2, 3), array(3), 0)
    assert words == "append expects arrays with the same number of axes, but gets 2 and 1."


def test_pieces_of_one_size_are_told():
    words = refusal(np.split, array(7, 2), 3)
    assert words == "split expects a multiple of 3 (its sections) in axis 0 of its input, but gets 7."


def test_an_entry_that_is_not_there_is_not_deleted():
    words = refusal(np.delete, array(3, 2), 3, 0)
    assert words == "delete expects an index from -3 to 2 in axis 0 of its input, but gets 3."


def test_an_element_that_is_not_there_is_not_deleted():
    words = refusal(np.delete, array(3, 2), 6)
    assert words == "delete expects an index from -6 to 5 among its elements, but gets 6."
