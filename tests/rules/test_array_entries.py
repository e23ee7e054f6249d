"""Entries taken, put in order, looked up and chosen between."""

from __future__ import annotations

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeviz.tracing.subjects import Method
from tests.rules.numpy_oracle import agrees, array, case, check, examples, refusal, whole

CASES = [
    case(np.take, array(2, 3), whole(4)),
    case(np.take, array(2, 3), whole(4, 2), 1),
    case(np.take_along_axis, array(2, 3), whole(2, 2), 1),
    case(np.take_along_axis, array(2, 3), whole(1, 2), 1),
    case(np.where, array(2, 1), array(3), array(2, 3)),
    case(np.choose, whole(3), [array(3), array(2, 3)]),
    case(np.clip, array(2, 3), 0, array(3)),
    case(np.clip, array(2, 3), 0, None),
    case(Method("clip"), array(2, 3), 0, 1),
    case(np.sort, array(2, 3)),
    case(np.sort, array(2, 3), 0),
    case(np.argsort, array(2, 3), None),
    case(np.partition, array(2, 5), 2),
    case(np.argpartition, array(2, 5), -2, 0),
    case(np.searchsorted, array(5), array(2, 3)),
    case(np.digitize, array(2, 3), whole(5)),
    case(np.interp, array(2, 3), array(5), array(5)),
    case(np.isin, array(2, 3), [1, 2]),
    case(np.unwrap, array(2, 3)),
    case(np.subtract, array(2, 3), 2.0),
    case(np.cbrt, array(2, 3)),
    case(np.modf, array(2, 3)),
    case(np.divmod, array(2, 3), array(2, 1)),
    case(operator.iadd, array(2, 3), array(3)),
    case(operator.eq, array(2, 3), array(3)),
    case(operator.neg, array(2)),
    case(np.real, array(2)),
    case(np.nan_to_num, array(2, 3)),
    case(np.round, array(2, 3), 1),
    case(Method("astype"), array(2, 3), "float32"),
    case(np.array, array(2, 3), ndmin=4),
    case(np.isclose, array(2, 3), array(3)),
]


@pytest.mark.parametrize("call", CASES, ids=repr)
@given(data=st.data())
@examples
def test_entries_and_elements_take_what_numpy_takes(call, data):
    check(call, data)


def test_an_axis_without_entries_gives_none():
    words = refusal(np.take, array(0, 3), whole(2), 0)
    assert words == "take expects at least 1 in axis 0 of its input, but gets 0."


def test_nothing_to_take_from_is_told():
    words = refusal(np.take, array(0, 3), whole(2))
    assert words == "take expects an input that is not empty, but gets no elements."


def test_the_place_of_a_partition_is_there():
    words = refusal(np.partition, array(2, 3), 3)
    assert words == "partition expects at least 4 in axis 1 of its input (for kth=3), but gets 3."


def test_values_go_with_their_places():
    words = refusal(np.interp, array(2), array(5), array(4))
    assert words == "interp expects an fp of shape (5,) (one value for each place in xp), but gets (4,)."


def test_bins_are_a_vector():
    words = refusal(np.digitize, array(2), whole(2, 2))
    assert words == "digitize expects a sorted_sequence with 1 axis, but gets 2."


def test_operands_that_do_not_broadcast_are_told():
    words = refusal(operator.sub, array(4, 3), array(4))
    assert words == "sub expects equal sizes (or 1) in axis 1 of input and axis 0 of other, but gets 3 and 4."


def test_a_result_in_place_does_not_grow():
    words = refusal(operator.iadd, array(3), array(2, 3))
    kept = "other to broadcast to (3,), as an in-place result keeps the shape of input"
    assert words == f"add expects {kept}, but gets (2, 3)."


def test_conditions_and_choices_go_in_pairs():
    broad = np.zeros((2, 3))
    agrees(np.select, [broad > 0, broad[0] > 0], [broad, broad[0]])
    words = refusal(np.select, [broad > 0], [broad, broad])
    assert words == "select expects as many choices as conditions, which are 1, but gets 2."


def test_lists_are_arrays_to_numpy():
    agrees(operator.add, np.zeros((2, 3)), [1, 2, 3])
    words = refusal(operator.add, array(2, 3), [1, 2])
    assert words == "add expects equal sizes (or 1) in axis 1 of input and axis 0 of other, but gets 3 and 2."
