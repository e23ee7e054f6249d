"""An index selects a part of a tensor, and what is written to it must fit there."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, AxisProblem, Call, Conflict, judge
from shapeviz.rules.indices import Picks
from shapeviz.shapes.expression_text import expression_text
from shapeviz.shapes.expressions import simplified
from shapeviz.shapes.size import Size, expression_of
from shapeviz.tracing.frontends.torch.binding import bind_function

examples = settings(max_examples=100, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


T = torch.Tensor
sizes = st.lists(st.integers(1, 4), max_size=4).map(tuple)
slices = st.builds(
    slice,
    st.none() | st.integers(-5, 5),
    st.none() | st.integers(-5, 5),
    st.none() | st.integers(0, 3),
)
plain = st.lists(st.integers(-5, 4) | slices | st.none(), max_size=4)


@given(st.lists(st.integers(0, 4), max_size=4).map(tuple), plain, st.booleans(), st.data())
@examples
def test_numbers_slices_and_new_axes_take_what_torch_takes(oracle, meta, shape, index, dots, data):
    if dots:
        index.insert(data.draw(st.integers(0, len(index))), ...)
    oracle.function(T.__getitem__, meta(shape), tuple(index))


@st.composite
def mixed_index(draw):
    """Tensors and lists of numbers beside slices and numbers."""
    numbers = st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=2).map(lambda shape: torch.zeros(shape).long())
    listed = st.lists(st.integers(-2, 2), min_size=1, max_size=3)
    place = st.one_of(numbers, numbers, listed, st.just(slice(None)), st.integers(0, 1), st.none(), st.just(True))
    return tuple(draw(st.lists(place, max_size=4)))


@given(sizes, mixed_index())
@settings(max_examples=300, derandomize=True, deadline=None)
def test_picked_numbers_take_what_torch_takes(cpu_oracle, meta, shape, index):
    # The meta device does not look whether the numbers of a list are there.
    cpu_oracle.function(T.__getitem__, meta(shape), index)


@given(st.lists(st.integers(1, 3), max_size=3).map(tuple), st.lists(st.booleans(), min_size=1, max_size=3))
@examples
def test_a_list_of_truth_values_picks_as_many_as_are_true(cpu_oracle, meta, shape, truths):
    cpu_oracle.function(T.__getitem__, meta(shape), truths)
    cpu_oracle.function(T.__getitem__, meta(shape), (slice(None), truths))


@given(data=st.data())
@examples
def test_a_mask_has_the_sizes_of_the_axes_that_it_covers(near, data):
    shape = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple))
    mask = torch.zeros(data.draw(near(shape[: data.draw(st.integers(1, len(shape)))])), dtype=torch.bool)
    call = bind_function(T.__getitem__, (torch.zeros(shape), mask), {})
    try:
        torch.zeros(shape)[mask]
    except IndexError:
        assert isinstance(judge(call), Conflict)
    else:
        assert judge(call) is None


def takes(index, shape, value):
    """Whether torch and the rule let `value` be written, which must be the same."""
    tensor = torch.zeros(shape)
    verdict = judge(bind_function(T.__setitem__, (tensor, index, torch.zeros(value)), {}))
    try:
        tensor[index] = torch.zeros(value)
    except (RuntimeError, IndexError, ValueError):
        assert isinstance(verdict, Conflict), verdict
        if verdict.outputs is not None and verdict.expected_shapes.keys() == {"value"}:
            tensor[index] = torch.zeros(verdict.expected_shapes["value"])
    else:
        assert verdict == Accept([shape]), (shape, index, value, verdict)


@given(sizes, plain, st.data())
@examples
def test_a_value_takes_the_place_that_torch_gives_it(near, shape, index, data):
    index = tuple(index)
    verdict = judge(bind_function(T.__getitem__, (torch.zeros(shape), index), {}))
    part = verdict.outputs[0] if isinstance(verdict, Accept) else shape
    takes(index, shape, data.draw(near(part)))


@given(sizes, mixed_index(), st.data())
@examples
def test_a_value_takes_the_picked_places_that_torch_gives_it(near, shape, index, data):
    verdict = judge(bind_function(T.__getitem__, (torch.zeros(shape), index), {}))
    part = verdict.outputs[0] if isinstance(verdict, Accept) else shape
    takes(index, shape, data.draw(near(part)))


def test_what_is_written_where_a_mask_is_true_fits_the_axes_behind_it():
    mask = {"index": (4, 3), "input": (4, 3, 5)}
    places = (Picks(mask=True, name="index"),)

    def verdict(value):
        return judge(Call("setitem", {**mask, "value": value}, {"places": places}, {"index": "bool"}))

    assert verdict(()) == verdict((5,)) == verdict((1, 5)) == Accept([(4, 3, 5)])
    assert verdict((7, 5)) is None
    assert isinstance(verdict((7, 4)), Conflict)


def test_how_much_a_mask_selects_is_not_told():
    picks = (Picks(mask=True, name="index"),)
    assert judge(Call("getitem", {"input": (4, 5), "index": (4,)}, {"places": picks}, {"index": "bool"})) is None


def test_an_index_that_is_not_understood_is_not_judged():
    assert judge(Call("getitem", {"input": (4, 5)}, {"places": ("left",)})) is None
    assert judge(Call("getitem", {"input": (4, 5)}, {"places": (..., ...)})) is None
    assert judge(Call("getitem", {"input": (4, 5)}, {"places": (slice("a"),)})) is None


@pytest.mark.parametrize(
    ("bounds", "formula"),
    [
        (slice(None), "L"),
        (slice(1, None), "L − 1"),
        (slice(-3, None), "min(L, 3)"),
        (slice(None, -1), "L − 1"),
        (slice(None, 5), "min(L, 5)"),
        (slice(None, None, 2), "⌈L/2⌉"),
        (slice(2, 20), "max(min(L, 20) − 2, 0)"),
    ],
)
def test_what_a_slice_takes_is_told_by_a_formula(bounds, formula):
    verdict = judge(Call("getitem", {"input": (Size(9, "L"), 5)}, {"places": (bounds, 0)}))
    assert [expression_text(simplified(expression_of(size))) for size in verdict.outputs[0]] == [formula]


def test_a_number_beyond_the_axis_is_told():
    words = refusal("getitem", {"input": (32, 10)}, places=(slice(None), 10))
    assert words == ("an index from -10 to 9 in axis 1 of its input", "10")


def test_too_many_places_are_told():
    words = refusal("getitem", {"input": (32, 10)}, places=(slice(None), -1, slice(None)))
    assert words == ("an input with at least 3 axes (for an index of 3 places)", "2")


def test_an_entry_that_was_selected_before_is_not_selected_again():
    verdict = judge(Call("getitem", {"input": (32, 10)}, {"places": (slice(None), -1, slice(None))}))
    assert verdict.expected_shapes == {"input": (32, 1, 10)}
    assert verdict.outputs == [(32, 10)]


def test_a_slice_backwards_is_told():
    assert refusal("getitem", {"input": (9,)}, places=(slice(None, None, -1),)) == (
        "a slice with a step of at least 1",
        "-1",
    )


def test_a_number_from_an_empty_axis_is_told():
    assert refusal("getitem", {"input": (0, 3)}, places=(0,)) == (
        "at least 1 in axis 0 of its input (for index 0)",
        "0",
    )


def test_a_mask_of_another_shape_is_told():
    picks = (slice(None), Picks(mask=True, name="index[1]"))
    verdict = judge(Call("getitem", {"input": (2, 3, 4), "index[1]": (3, 5)}, {"places": picks}))
    assert (verdict.expects, verdict.gets) == ("a mask of shape (3, 4) (for axes 1 to 2 of its input)", "(3, 5)")
    assert verdict.problems == [AxisProblem("index[1]", 1, 4, 5)]


def test_tensors_of_numbers_that_do_not_broadcast_are_told():
    picks = (Picks(mask=False, name="index[0]"), Picks(mask=False, name="index[1]"))
    words = refusal("getitem", {"input": (9, 9), "index[0]": (2,), "index[1]": (3,)}, places=picks)
    assert words == ("equal sizes (or 1) in axis 0 of index[0] and index[1]", "2 and 3")


def test_an_index_of_fractions_is_told():
    verdict = judge(bind_function(T.__getitem__, (torch.zeros(3), torch.zeros(2)), {}))
    assert (verdict.expects, verdict.gets) == ("an index of whole numbers or truth values", "float32")


def test_a_value_that_does_not_fit_is_told():
    words = refusal("setitem", {"input": (8, 4, 5), "value": (3, 5)}, places=(0,))
    assert words == ("a value that broadcasts to (4, 5), the part that is written", "(3, 5)")
