"""Numbers are looked up, drawn, counted and written as ones among zeros."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from shapeviz.rules import Accept, Call, Conflict, has_rule, judge
from shapeviz.tracing.frontends.torch.binding import bind_function

examples = settings(max_examples=60, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


shapes = st.lists(st.integers(1, 4), max_size=3).map(tuple)


@given(shapes, st.integers(1, 4))
@examples
def test_rows_of_ones_and_zeros_take_what_torch_takes(oracle, meta, shape, classes):
    oracle.function(F.one_hot, meta(shape, dtype=torch.int64), classes)


@given(shapes, st.integers(-1, 5), st.booleans())
@examples
def test_draws_take_what_torch_takes(shape, samples, replacement):
    verdict = judge(bind_function(torch.multinomial, (torch.ones(shape), samples, replacement), {}))
    try:
        drawn = torch.multinomial(torch.ones(shape), samples, replacement)
    except RuntimeError:
        assert isinstance(verdict, Conflict)
    else:
        assert verdict == Accept([tuple(drawn.shape)])


@given(shapes, st.data())
@examples
def test_places_among_limits_take_what_torch_takes(cpu_oracle, near, meta, shape, data):
    rows = data.draw(near(shape))
    cpu_oracle.function(torch.searchsorted, meta(rows), meta(shape))
    cpu_oracle.function(torch.bucketize, meta(shape), meta(rows))


def test_a_single_number_is_looked_up_in_a_vector(cpu_oracle, meta):
    cpu_oracle.function(torch.searchsorted, meta((5,)), 0.5)


def test_intervals_are_as_many_as_told(cpu_oracle, meta):
    cpu_oracle.function(torch.histc, meta((3, 4)), 7)


def test_how_many_there_will_be_is_not_told_where_the_data_says_it():
    for op in ("nonzero", "argwhere", "unique", "unique_consecutive", "bincount", "one_hot"):
        assert has_rule(op)
        assert judge(Call(op, {"input": (4,)})) is None


def test_counts_of_a_matrix_are_told():
    assert refusal("bincount", {"input": (4, 2)}) == ("an input with 1 axis", "2")


def test_weights_of_other_numbers_are_told():
    words = refusal("bincount", {"input": (4,), "weights": (3,)})
    assert words == ("weights of shape (4,) (one for each number of input)", "(3,)")


def test_classes_that_are_no_whole_numbers_are_told():
    verdict = judge(Call("one_hot", {"input": (4,)}, {"num_classes": 3}, {"input": "float32"}))
    assert (verdict.expects, verdict.gets) == ("an input of int64 numbers", "float32")


def test_more_draws_than_there_are_numbers_are_told():
    words = refusal("multinomial", {"input": (2, 3)}, num_samples=4)
    assert words == ("at least 4 in axis 1 of its input (for num_samples=4 without replacement)", "3")


def test_sorted_rows_of_another_batch_are_told():
    words = refusal("searchsorted", {"sorted_sequence": (3, 9), "input": (4, 2)})
    assert words == ("4 in axis 0 of sorted_sequence, as in input", "3")
