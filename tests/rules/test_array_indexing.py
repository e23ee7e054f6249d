"""NumPy's indices: numbers pick as arrays do where there are arrays, steps go backwards, and assignments stretch."""

from __future__ import annotations

import operator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, judge
from shapeviz.tracing.frontends.numpy.binding import bind
from tests.rules.numpy_oracle import agrees, array, refusal
from tests.rules.provenance import check_provenance

BOUNDS = st.one_of(st.none(), st.integers(-4, 5))
STEPS = st.sampled_from([None, 1, 2, -1, -2, -3])
PLACES = st.one_of(
    st.integers(-3, 3),
    st.builds(slice, BOUNDS, BOUNDS, STEPS),
    st.sampled_from([None, Ellipsis, True, np.int64(0), range(2), [0], [0, 1], [[0, 1], [0, 0]], [], [True, False]]),
    st.sampled_from([(), (2,), (1,), (2, 3)]).map(lambda shape: np.zeros(shape, int)),
    st.sampled_from([(2,), (3,), (2, 3)]).map(lambda shape: np.ones(shape, bool)),
)
SHAPES = st.lists(st.integers(0, 3), max_size=4).map(tuple)
INDICES = st.one_of(PLACES, st.lists(PLACES, max_size=4).map(tuple))


@given(shape=SHAPES, index=INDICES)
@settings(max_examples=600, derandomize=True, deadline=None)
def test_indices_select_what_numpy_selects(shape, index):
    call = bind(operator.getitem, (np.zeros(shape), index), {})
    verdict = judge(call) if call is not None else None
    if call is None or verdict is None:
        return
    try:
        selected = np.zeros(shape)[index].shape
    except (IndexError, ValueError):
        assert not isinstance(verdict, Accept), call
        return
    assert verdict == Accept([selected]), call
    check_provenance(call)


@given(shape=SHAPES, index=INDICES, value=SHAPES)
@settings(max_examples=600, derandomize=True, deadline=None)
def test_assignments_take_what_numpy_takes(shape, index, value):
    call = bind(operator.setitem, (np.zeros(shape), index, np.zeros(value)), {})
    verdict = judge(call) if call is not None else None
    if verdict is None:
        return
    target = np.zeros(shape)
    try:
        target[index] = np.zeros(value)
    except (IndexError, ValueError, TypeError):
        assert not isinstance(verdict, Accept), call
        return
    assert verdict == Accept([shape]), call


def test_a_number_beside_an_array_picks_too():
    x = np.zeros((2, 3, 4))
    agrees(operator.getitem, x, (0, slice(None), [1, 2]))
    assert judge(bind(operator.getitem, (x, (0, slice(None), [1, 2])), {})) == Accept([(2, 3)])


def test_how_much_a_mask_selects_is_not_told_by_shapes():
    x = np.zeros((2, 3))
    assert judge(bind(operator.getitem, (x, x > 0), {})) is None


def test_an_index_that_is_not_there_is_told():
    words = refusal(operator.getitem, array(2, 3), (0, 3))
    assert words == "getitem expects an index from -3 to 2 in axis 1 of its input, but gets 3."


def test_a_mask_of_another_shape_is_told():
    words = refusal(operator.getitem, array(2, 3), np.ones(3, bool))
    assert words == "getitem expects a mask of shape (2,) (for axis 0 of its input), but gets (3,)."


def test_a_value_that_does_not_stretch_to_its_place_is_told():
    words = refusal(operator.setitem, array(4, 3), slice(2), array(2, 2))
    assert words == "setitem expects a value that broadcasts to (2, 3), the part that is written, but gets (2, 2)."


def test_a_step_leads_somewhere():
    words = refusal(operator.getitem, array(4), slice(None, None, 0))
    assert words == "getitem expects a slice with a step that is not 0, but gets 0."
