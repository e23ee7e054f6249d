"""What is read or written by a tensor of indices has the sizes that torch asks for."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=50, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


T = torch.Tensor
sizes = st.lists(st.integers(1, 3), max_size=3).map(tuple)
axis = st.integers(-3, 2)


def numbers(shape):
    """A tensor of indices."""
    return torch.zeros(shape, dtype=torch.int64)


@given(sizes, axis, st.data())
@examples
def test_gather_takes_what_torch_takes(cpu_oracle, near, meta, shape, dim, data):
    index = data.draw(near(data.draw(near(shape))))
    cpu_oracle.function(torch.gather, meta(shape), dim, numbers(index))


@given(sizes, axis, st.data())
@examples
def test_scatter_takes_what_torch_takes(cpu_oracle, near, meta, shape, dim, data):
    index, source = numbers(data.draw(near(shape))), meta(data.draw(near(shape)))
    cpu_oracle.function(torch.scatter, meta(shape), dim, index, source)
    cpu_oracle.function(torch.scatter_add, meta(shape), dim, index, source)
    cpu_oracle.function(torch.scatter_reduce, meta(shape), dim, index, source, "sum")
    cpu_oracle.function(T.scatter_, meta(shape), dim, index, 1.0)


@given(sizes, axis, st.sampled_from([(), (1,), (3,), (0,), (2, 2)]))
@examples
def test_index_select_and_fill_take_what_torch_takes(cpu_oracle, meta, shape, dim, index):
    if shape == () and index not in ((), (1,)):
        return  # a single number has one entry alone, which the indices would name twice
    cpu_oracle.function(torch.index_select, meta(shape), dim, numbers(index))
    cpu_oracle.function(torch.index_fill, meta(shape), dim, numbers(index), 1.0)


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple), axis, st.sampled_from([1, 2, 3]), st.data())
@examples
def test_index_add_and_copy_take_what_torch_takes(cpu_oracle, near, meta, shape, dim, count, data):
    place = dim % len(shape)
    source = data.draw(near((*shape[:place], count, *shape[place + 1 :])).filter(bool))
    cpu_oracle.function(torch.index_add, meta(shape), dim, numbers((count,)), meta(source))
    cpu_oracle.function(torch.index_copy, meta(shape), dim, numbers((count,)), meta(source))
    cpu_oracle.function(torch.index_reduce, meta(shape), dim, numbers((count,)), meta(source), "mean")


@given(st.lists(st.integers(0, 3), max_size=2).map(tuple), st.lists(st.integers(0, 3), max_size=2).map(tuple))
@examples
def test_take_takes_what_torch_takes(cpu_oracle, meta, shape, index):
    cpu_oracle.function(torch.take, meta(shape), numbers(index))


@given(sizes, axis, st.data())
@examples
def test_take_along_dim_takes_what_torch_takes(cpu_oracle, near, meta, shape, dim, data):
    index = numbers(data.draw(near(shape)))
    cpu_oracle.function(torch.take_along_dim, meta(shape), index, dim)
    cpu_oracle.function(torch.take_along_dim, meta(shape), index)


@given(sizes, st.data())
@examples
def test_masks_take_what_torch_takes(oracle, near, meta, shape, data):
    mask = meta(data.draw(near(shape)), dtype=torch.bool)
    oracle.function(torch.masked_fill, meta(shape), mask, 0.0)
    oracle.function(torch.masked_fill, meta(shape), mask, meta(data.draw(st.sampled_from([(), (1,)]))))
    oracle.function(T.masked_fill_, meta(shape), mask, 0.0)
    oracle.function(torch.masked_scatter, meta(shape), mask, meta((9,)))


@given(sizes, st.data())
@examples
def test_where_takes_what_torch_takes(oracle, near, meta, shape, data):
    condition = meta(data.draw(near(shape)), dtype=torch.bool)
    oracle.function(torch.where, condition, meta(shape), meta(data.draw(near(shape))))
    oracle.function(T.where, meta(shape), condition, 0.0)


def test_how_many_are_selected_by_a_mask_is_not_told():
    assert judge(Call("masked_select", {"input": (4, 5), "mask": (5,)})) is None
    assert judge(Call("where", {"condition": (4, 5)})) is None


def test_an_index_of_too_few_axes_is_told():
    words = refusal("gather", {"input": (32, 10), "index": (32,)}, dim=1)
    assert words == ("an index with 2 axes (as many as input has)", "1")


def test_an_index_that_is_too_large_is_told():
    words = refusal("gather", {"input": (32, 10), "index": (33, 4)}, dim=1)
    assert words == ("at most 32 in axis 0 of index, the size of input there", "33")
    words = refusal("scatter", {"input": (32, 10), "index": (32, 4), "src": (32, 3)}, dim=1)
    assert words == ("at most 3 in axis 1 of index, the size of src there", "4")


def test_an_index_that_is_no_vector_is_told():
    words = refusal("index_select", {"input": (32, 10), "index": (2, 2)}, dim=1)
    assert words == ("an index with 1 or 0 axes", "2")


def test_a_source_of_another_shape_is_told():
    words = refusal("index_add", {"input": (32, 10), "index": (4,), "source": (3, 10)}, dim=0)
    assert words == (
        "a source of shape (4, 10) (the shape of input, but 4 in axis 0, one for each index)",
        "(3, 10)",
    )


def test_indices_that_do_not_fit_beside_their_axis_are_told():
    words = refusal("take_along_dim", {"input": (4, 10), "indices": (3, 1)}, dim=1)
    assert words == ("equal sizes (or 1) in axis 0 of input and indices", "4 and 3")


def test_nothing_can_be_taken_from_nothing():
    assert refusal("take", {"input": (0,), "index": (2,)}) == ("an input that is not empty", "no elements")


def test_a_mask_that_does_not_fit_is_told():
    words = refusal("masked_fill", {"input": (8, 4, 10, 10), "mask": (8, 10)})
    assert words == ("equal sizes (or 1) in axis 2 of input and axis 0 of mask", "10 and 8")
    words = refusal("masked_fill", {"input": (4, 1), "mask": (4, 5)}, inplace=True)
    assert words == ("a mask of shape (4, 1) (which an in-place result keeps)", "(4, 5)")


def test_a_value_that_is_no_single_number_is_told():
    words = refusal("masked_fill", {"input": (4, 1), "mask": (4, 1), "value": (2,)})
    assert words == ("a value of shape () (a single number)", "(2,)")
