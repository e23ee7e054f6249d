"""Entries change their order along axes that are there."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge

examples = settings(max_examples=80, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


T = torch.Tensor
shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)
axis = st.integers(-4, 3)


@given(shapes, st.lists(axis, max_size=3).map(tuple))
@examples
def test_flips_take_what_torch_takes(oracle, meta, shape, dims):
    oracle.function(torch.flip, meta(shape), dims)
    oracle.function(torch.flipud, meta(shape))
    oracle.function(torch.fliplr, meta(shape))


@given(shapes, st.lists(st.integers(-2, 2), min_size=1, max_size=2).map(tuple), st.lists(axis, max_size=2).map(tuple))
@examples
def test_roll_takes_what_torch_takes(cpu_oracle, meta, shape, shifts, dims):
    cpu_oracle.function(torch.roll, meta(shape), shifts, dims)
    cpu_oracle.function(torch.roll, meta(shape), 2)


@given(shapes, st.integers(-3, 3), st.lists(axis, min_size=1, max_size=3).map(tuple))
@examples
def test_rot90_takes_what_torch_takes(oracle, meta, shape, k, dims):
    oracle.function(torch.rot90, meta(shape), k, dims)
    oracle.function(torch.rot90, meta(shape))


@given(shapes, st.integers(-1, 3), st.none() | axis)
@examples
def test_repeat_interleave_takes_what_torch_takes(oracle, meta, shape, repeats, dim):
    oracle.function(torch.repeat_interleave, meta(shape), repeats, dim=dim)


@given(shapes, st.sampled_from([(), (1,), (2,), (3,), (2, 2)]), st.none() | axis)
@examples
def test_numbers_of_repetitions_fit_where_torch_says_so(shape, repeats, dim):
    call = Call("repeat_interleave", {"input": shape, "repeats": repeats}, {"dim": dim})
    try:
        torch.zeros(shape).repeat_interleave(torch.zeros(repeats, dtype=torch.int64), dim)
    except (RuntimeError, IndexError):
        assert isinstance(judge(call), Conflict)
    else:
        assert judge(call) is None


def test_the_length_of_what_is_repeated_may_be_told_beforehand():
    call = Call("repeat_interleave", {"input": (4, 5), "repeats": (4,)}, {"dim": 0, "output_size": 9})
    assert judge(call) == Accept([(9, 5)])


def test_an_axis_flipped_twice_is_told():
    assert refusal("flip", {"input": (3, 4)}, dims=(0, -2)) == ("each axis once in dims", "axis 0 twice")


def test_a_vector_has_no_left_and_right():
    assert refusal("fliplr", {"input": (3,)}) == ("an input with at least 2 axes", "1")


def test_shifts_without_an_axis_are_told():
    words = refusal("roll", {"input": (3, 4)}, shifts=(1, 2), dims=(0,))
    assert words == ("1 shift (as many as dims)", "2")


def test_numbers_of_repetitions_for_other_entries_are_told():
    words = refusal("repeat_interleave", {"input": (4, 5), "repeats": (3,)}, dim=0)
    assert words == ("repeats of shape (4,) (one for each entry of axis 0 of its input)", "(3,)")
    words = refusal("repeat_interleave", {"input": (4, 5), "repeats": (3,)})
    assert words == ("repeats of shape (20,) (one for each element of its input)", "(3,)")
