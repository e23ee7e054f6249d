"""An embedding adds an axis of features to any shape of indices."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)


@given(data=st.data())
@examples
def test_an_embedding_takes_what_torch_takes(oracle, near, meta, data):
    shape = data.draw(st.lists(st.integers(0, 3), max_size=3).map(tuple))
    weight = data.draw(near((5, 4)))
    if weight[:1] == (0,):
        return  # a table without rows fails on its indices' values, not on shapes
    oracle.function(torch.nn.functional.embedding, meta(shape, torch.int64), meta(weight))
    oracle.module(lambda: torch.nn.Embedding(5, 4), meta(shape, torch.int64))


def test_a_table_that_is_no_matrix_is_told():
    verdict = judge(Call("embedding", {"input": (3,), "weight": (5, 4, 2)}))
    assert isinstance(verdict, Conflict)
    assert (verdict.expects, verdict.gets) == ("a weight with 2 axes", "3")


@given(data=st.data())
@settings(max_examples=100, derandomize=True, deadline=None)
def test_an_embedding_bag_takes_what_torch_takes(oracle, near, meta, data):
    shape = data.draw(near(data.draw(st.sampled_from([(2, 3), (6,)]))))
    if len(shape) == 2 and shape[1] == 0:
        return  # bags of no indices are refused for their step
    given_operands = {}
    if data.draw(st.booleans()):
        given_operands["offsets"] = meta(data.draw(near((3,))), torch.long)
    if data.draw(st.booleans()):
        given_operands["per_sample_weights"] = meta(data.draw(near(shape)))
    last = data.draw(st.booleans())
    oracle.module(
        lambda: torch.nn.EmbeddingBag(10, 4, mode="sum", include_last_offset=last),
        meta(shape, torch.long),
        **given_operands,
    )


def refusal(**operands):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call("embedding_bag", {"weight": (10, 4), **operands}))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_bags_without_offsets_are_told():
    assert refusal(input=(6,)) == ("an input with 2 axes (bags × indices), as there are no offsets", "1")


def test_offsets_of_bags_that_need_none_are_told():
    words = refusal(input=(2, 3), offsets=(2,))
    assert words == ("no offsets, as its input has 2 axes (bags × indices)", "offsets")


def test_the_scales_of_an_embedding_bag_are_told():
    words = refusal(input=(2, 3), per_sample_weights=(3,))
    assert words == ("per_sample_weights of shape (2, 3) (that of its input)", "(3,)")


def test_the_axes_of_an_embedding_bag_are_told():
    assert refusal(input=(2, 3, 4)) == ("an input with 2 or 1 axes (bags × indices, or indices)", "3")
    assert refusal(input=(6,), offsets=(2, 1)) == ("offsets with 1 axis", "2")
