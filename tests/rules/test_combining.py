"""Several tensors come to one shape, or to every combination of their entries."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=60, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


vectors = st.lists(st.lists(st.integers(0, 3), max_size=3).map(tuple), min_size=1, max_size=3)


@given(vectors, st.sampled_from(["ij", "xy"]))
@examples
def test_grids_take_what_torch_takes(oracle, meta, shapes, indexing):
    tensors = [meta(shape) for shape in shapes]
    oracle.function(torch.meshgrid, *tensors, indexing=indexing)
    oracle.function(torch.cartesian_prod, *tensors)
    oracle.function(torch.block_diag, *tensors)


@given(st.data())
@examples
def test_broadcast_tensors_takes_what_torch_takes(oracle, near, meta, data):
    shape = data.draw(st.lists(st.integers(1, 3), max_size=3).map(tuple))
    oracle.function(torch.broadcast_tensors, *[meta(data.draw(near(shape))) for _ in range(2)])


@given(st.lists(st.integers(1, 5), max_size=2).map(tuple), st.integers(1, 3), st.booleans())
@settings(max_examples=30, derandomize=True, deadline=None)
def test_combinations_take_what_torch_takes(cpu_oracle, meta, shape, r, with_replacement):
    cpu_oracle.function(torch.combinations, meta(shape), r, with_replacement)


def test_a_grid_of_matrices_is_told():
    assert refusal("meshgrid", {"tensors": [(3,), (2, 2)]}) == ("a tensors[1] with 1 or 0 axes", "2")


def test_tensors_that_do_not_broadcast_are_told():
    words = refusal("broadcast_tensors", {"tensors": [(3, 4), (2, 4)]})
    assert words == ("equal sizes (or 1) in axis 0 of tensors[0] and tensors[1]", "3 and 2")
