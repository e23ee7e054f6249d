"""Distances take vectors of one length."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)


@given(data=st.data())
@examples
def test_distances_of_all_pairs_take_what_torch_takes(oracle, near, meta, data):
    first = data.draw(near((*data.draw(st.sampled_from([(), (2,), (1, 2)])), 3, 4)))
    second = data.draw(near((*data.draw(st.sampled_from([(), (2,)])), 5, 4)))
    oracle.function(torch.cdist, meta(first), meta(second))


@given(data=st.data())
@examples
def test_distances_within_one_set_take_what_torch_takes(oracle, near, meta, data):
    oracle.function(F.pdist, meta(data.draw(near((4, 3)))))


@given(data=st.data())
@examples
def test_distances_row_by_row_take_what_torch_takes(oracle, near, meta, data):
    pair = [meta(data.draw(near((2, 3)))), meta(data.draw(near(data.draw(st.sampled_from([(2, 3), (3,)])))))]
    oracle.module(lambda: torch.nn.PairwiseDistance(keepdim=True), *pair)
    oracle.function(F.pairwise_distance, *pair)


@given(data=st.data())
@examples
def test_similarities_take_what_torch_takes(oracle, near, meta, data):
    pair = [meta(data.draw(near((2, 3)))), meta(data.draw(near(data.draw(st.sampled_from([(2, 3), (3,)])))))]
    dim = data.draw(st.integers(-3, 2))
    oracle.module(lambda: torch.nn.CosineSimilarity(dim), *pair)
    oracle.function(F.cosine_similarity, *pair)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_vectors_of_different_length_are_told():
    words = refusal("cdist", {"x1": (7, 3), "x2": (9, 4)})
    assert words == ("equal sizes in the last axes of x1 and x2", "3 and 4")
    words = refusal("cosine_similarity", {"x1": (7, 3), "x2": (7, 4)})
    assert words == ("equal sizes (or 1) in axis 1 of x1 and x2", "3 and 4")


def test_a_single_vector_in_place_of_rows_is_told():
    assert refusal("cdist", {"x1": (3,), "x2": (9, 3)}) == ("at least 2 axes in its x1 (… × rows × columns)", "1")


def test_an_axis_that_is_not_there_is_told():
    words = refusal("cosine_similarity", {"x1": (3,), "x2": (3,)})
    assert words == ("a dim from -1 to 0, as its input has 1 axis", "1")
