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
