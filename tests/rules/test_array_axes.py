"""Axes put in another order, put in and taken away as NumPy does it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeviz.tracing.subjects import Attribute, Method
from tests.rules.numpy_oracle import array, case, check, examples, refusal

CASES = [
    case(np.transpose, array(2, 3, 4)),
    case(np.transpose, array(2, 3, 4), (1, 0, 2)),
    case(Method("transpose"), array(2, 3, 4)),
    case(Method("transpose"), array(2, 3, 4), 0, 2, 1),
    case(Attribute("T"), array(2, 3)),
    case(Attribute("mT"), array(4, 2, 3)),
    case(np.swapaxes, array(2, 3, 4), 0, 2),
    case(Method("swapaxes"), array(2, 3, 4), -1, 1),
    case(np.moveaxis, array(2, 3, 4), 0, -1),
    case(np.moveaxis, array(2, 3, 4), [0, 1], [-1, -2]),
    case(np.rollaxis, array(2, 3, 4), 2),
    case(np.rollaxis, array(2, 3, 4), 0, 3),
    case(np.expand_dims, array(2, 3), 1),
    case(np.expand_dims, array(2, 3), (0, -1)),
    case(np.squeeze, array(1, 3, 1)),
    case(np.squeeze, array(1, 3, 1), (0, 2)),
    case(Method("squeeze"), array(1, 3), -2),
    case(np.reshape, array(2, 6), (3, 4)),
    case(Method("reshape"), array(2, 6), 3, -1),
    case(Method("reshape"), array(2, 6), (4, 3)),
    case(np.ravel, array(2, 3)),
    case(Method("flatten"), array(2, 3)),
    case(np.resize, array(2, 3), (4, 4)),
    case(np.broadcast_to, array(1, 3), (2, 3)),
    case(np.broadcast_to, array(3), (4, 2, 3)),
    case(np.broadcast_arrays, array(1, 3), array(2, 1)),
    case(np.atleast_2d, array(3)),
    case(np.atleast_3d, array(3, 2), array(3)),
    case(np.flip, array(2, 3)),
    case(np.flip, array(2, 3), 1),
    case(np.flip, array(2, 3), (0, 1)),
    case(np.flipud, array(2, 3)),
    case(np.fliplr, array(2, 3)),
    case(np.roll, array(2, 3), 1),
    case(np.roll, array(2, 3), 1, 0),
    case(np.roll, array(2, 3), (1, 2), (0, 1)),
    case(np.rot90, array(2, 3)),
    case(np.rot90, array(2, 3, 4), 1, (1, 2)),
    case(np.tile, array(2, 3), 2),
    case(np.tile, array(2, 3), (2, 1, 3)),
    case(np.repeat, array(2, 3), 2),
    case(np.repeat, array(2, 3), [1, 2], 0),
    case(np.repeat, array(2), [1, 2]),
    case(Method("repeat"), array(2, 3), 3, 1),
    case(np.diag, array(3)),
    case(np.diag, array(3, 4), 1),
    case(np.diagflat, array(2, 3)),
    case(np.tril, array(3, 4)),
    case(np.triu, array(2, 3, 4), 1),
    case(np.diagonal, array(3, 4)),
    case(np.diagonal, array(2, 3, 4), 1, 1, 2),
    case(np.trace, array(3, 4)),
    case(np.trace, array(2, 3, 4), 0, 1, 2),
    case(np.linalg.trace, array(2, 3, 4)),
    case(np.linalg.diagonal, array(2, 3, 4)),
]


@pytest.mark.parametrize("call", CASES, ids=repr)
@given(data=st.data())
@examples
def test_changes_of_axes_take_what_numpy_takes(call, data):
    check(call, data)


def test_an_order_of_axes_that_does_not_fit_is_told():
    words = refusal(np.transpose, array(2, 3), (0, 2, 1))
    assert words == "transpose expects an input with 3 axes (for dims (0, 2, 1)), but gets 2."


def test_an_axis_that_is_not_there_is_told():
    words = refusal(np.expand_dims, array(2, 3), 4)
    assert words == "expand_dims expects an axis from -3 to 2, as its input has 2 axes, but gets 4."


def test_exchanged_axes_go_by_numpys_keywords():
    words = refusal(np.swapaxes, array(2, 3), 0, 2)
    assert words == "swapaxes expects an axis2 from -2 to 1, as its input has 2 axes, but gets 2."


def test_only_axes_of_size_1_are_squeezed():
    words = refusal(np.squeeze, array(1, 3), 1)
    assert words == "squeeze expects 1 in axis 1 of its input to squeeze it, but gets 3."


def test_an_axis_that_is_squeezed_twice_is_told():
    words = refusal(np.squeeze, array(1, 3), (0, 0))
    assert words == "squeeze expects each axis once, but gets axis 0 twice."


def test_sizes_that_an_array_does_not_stretch_to_are_told():
    words = refusal(np.broadcast_to, array(4, 3), (2, 3))
    assert words == "broadcast_to expects 2 (or 1) in axis 0 of its input (for sizes (2, 3)), but gets 4."


def test_no_size_to_stretch_to_is_left_open():
    words = refusal(np.broadcast_to, array(4, 3), (-1, 3))
    assert words == "broadcast_to expects sizes of at least 0, but gets -1."


def test_shifts_go_with_axes():
    words = refusal(np.roll, array(2, 3), (1, 2, 3), (0, 1))
    assert words == "roll expects 2 shifts (as many as axis), but gets 3."


def test_repeats_for_each_entry_are_counted():
    words = refusal(np.repeat, array(3, 2), [1, 2], 0)
    assert words == "repeat expects 2 in axis 0 of its input (one for each of its 2 repeats), but gets 3."


def test_repeats_for_each_element_are_counted():
    words = refusal(np.repeat, array(3, 2), [1, 2])
    assert words == "repeat expects 6 numbers in repeats, one for each element, but gets 2."


def test_repeats_are_not_negative():
    words = refusal(np.repeat, array(3), -1)
    assert words == "repeat expects repeats of at least 0, but gets -1."


def test_elements_that_do_not_fill_a_shape_are_told():
    words = refusal(np.reshape, array(2, 6), (5, 2))
    assert words == "reshape expects an input of 10 elements (= 5 × 2), but gets 12 (= 2 × 6)."
