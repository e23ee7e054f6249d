"""A tensor is cut along an axis that it has, into pieces that there are."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import AxisProblem, Call, Conflict, judge

examples = settings(max_examples=60, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


T = torch.Tensor
shapes = st.lists(st.integers(0, 5), max_size=3).map(tuple)
axis = st.integers(-4, 3)


@given(shapes, axis, st.integers(-6, 6), st.integers(-1, 5))
@examples
def test_narrow_takes_what_torch_takes(oracle, meta, shape, dim, start, length):
    oracle.function(torch.narrow, meta(shape), dim, start, length)


@given(shapes, axis, st.integers(-6, 6))
@examples
def test_select_and_unbind_take_what_torch_takes(oracle, meta, shape, dim, index):
    oracle.function(torch.select, meta(shape), dim, index)
    oracle.function(torch.unbind, meta(shape), dim)


@given(shapes, axis, st.integers(-1, 6), st.lists(st.integers(-1, 4), min_size=1, max_size=3))
@examples
def test_split_and_chunk_take_what_torch_takes(oracle, meta, shape, dim, size, sizes):
    oracle.function(torch.split, meta(shape), size, dim=dim)
    oracle.function(T.split, meta(shape), sizes, dim)
    oracle.function(torch.chunk, meta(shape), size, dim)


@given(shapes, axis, st.integers(-1, 6), st.lists(st.integers(-6, 6), max_size=3).map(tuple))
@examples
def test_tensor_split_takes_what_torch_takes(oracle, meta, shape, dim, sections, places):
    oracle.function(torch.tensor_split, meta(shape), sections, dim)
    oracle.function(torch.tensor_split, meta(shape), places, dim=dim)
    for function in (torch.hsplit, torch.vsplit, torch.dsplit):
        if sections > 0:
            oracle.function(function, meta(shape), sections)
        oracle.function(function, meta(shape), places)


def test_a_piece_beyond_the_end_is_told():
    words = refusal("narrow", {"input": (4, 10)}, dim=1, start=8, length=4)
    assert words == ("at least 12 in axis 1 of its input (for start=8 and length=4)", "10")


def test_pieces_that_are_not_the_whole_are_told():
    verdict = judge(Call("split", {"input": (4, 10)}, {"split_size": [6, 6], "dim": 1}))
    assert (verdict.expects, verdict.gets) == ("12 in axis 1 of its input (for pieces (6, 6))", "10")
    assert verdict.problems == [AxisProblem("input", 1, 12, 10)]
    assert verdict.outputs == [(4, 6), (4, 6)]


def test_sections_that_are_not_equal_are_told():
    words = refusal("hsplit", {"input": (4, 10)}, indices_or_sections=3)
    assert words == ("a multiple of 3 (its sections) in axis 1 of its input", "10")


def test_an_entry_that_is_not_there_is_told():
    words = refusal("select", {"input": (4, 10)}, dim=0, index=4)
    assert words == ("an index from -4 to 3 in axis 0 of its input", "4")


def test_a_single_number_cannot_be_cut():
    assert refusal("unbind", {"input": ()}) == ("an input with at least 1 axis", "0")


def test_no_chunks_are_told():
    assert refusal("chunk", {"input": (4,)}, chunks=0) == ("at least 1 chunk", "0")


def test_a_tensor_of_places_is_not_judged():
    assert judge(Call("tensor_split", {"input": (4,), "indices_or_sections": (2,)})) is None
