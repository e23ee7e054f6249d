"""Products over chosen axes take operands that agree there."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)


@given(data=st.data())
@examples
def test_tensordot_takes_what_torch_takes(oracle, near, meta, data):
    dims = data.draw(st.sampled_from([0, 1, 2, 3, ([1, 2], [0, 1]), ([-2], [0]), ([0, 1], [2]), ([1, -2], [0, 1])]))
    a, b = data.draw(near((2, 3, 4))), data.draw(near((3, 4, 2) if dims == 2 else (4, 3, 2)))
    oracle.function(torch.tensordot, meta(a), meta(b), dims)


@given(data=st.data())
@examples
def test_a_bilinear_layer_takes_what_torch_takes(oracle, near, meta, data):
    leading = data.draw(st.sampled_from([(), (2,), (5, 2)]))
    shapes = [data.draw(near((*leading, 3))), data.draw(near((*leading, 4)))]
    oracle.module(lambda: torch.nn.Bilinear(3, 4, 5, bias=data.draw(st.booleans())), *map(meta, shapes))


@given(data=st.data())
@examples
def test_a_bilinear_product_takes_what_torch_takes(oracle, near, meta, data):
    shapes = [(2, 3), (2, 4), data.draw(near((5, 3, 4))), data.draw(near((5,)))]
    if shapes[3] == () or 0 in (*shapes[2], *shapes[3]):
        return  # a bias without axes is refused by its index, an empty weight by some kernels
    oracle.function(torch.nn.functional.bilinear, *map(meta, shapes))


@pytest.mark.parametrize("shapes", [[(2, 3), (3, 4), (4, 5)], [(2, 3), (3, 4)], [(2, 3)]])
@given(data=st.data())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_chains_of_matrices_take_what_torch_takes(oracle, near, meta, data, shapes):
    tensors = [meta(data.draw(near(shape))) for shape in shapes]
    oracle.function(torch.linalg.multi_dot, tensors)
    oracle.function(torch.chain_matmul, *tensors)


@given(data=st.data())
@examples
def test_kronecker_products_take_what_torch_takes(oracle, near, meta, data):
    oracle.function(torch.kron, meta(data.draw(near((2, 3)))), meta(data.draw(near((3,)))))


@pytest.mark.parametrize("function", [torch.cross, torch.linalg.cross])
@given(data=st.data())
@examples
def test_cross_products_take_what_torch_takes(oracle, near, meta, data, function):
    shapes = [data.draw(near(data.draw(st.sampled_from([(2, 3), (3, 2), (1, 3)])))) for _ in range(2)]
    if () in shapes:
        return  # the axis of a single number is refused in different words on each device
    dims = [{}, {"dim": 0}, {"dim": -1}, {"dim": 3}]
    oracle.function(function, *map(meta, shapes), **data.draw(st.sampled_from(dims)))


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_contracted_axes_that_differ_are_told():
    words = refusal("tensordot", {"a": (2, 3), "b": (4, 5)}, dims=1)
    assert words == ("equal sizes in axis 1 of a and axis 0 of b", "3 and 4")


def test_more_contracted_axes_than_there_are_are_told():
    words = refusal("tensordot", {"a": (3,), "b": (3, 4)}, dims=2)
    assert words == ("an a with 2 axes or more, as dims is 2", "1")


def test_lists_of_axes_that_do_not_pair_are_told():
    operands = {"a": (2, 3), "b": (3, 4)}
    assert refusal("tensordot", operands, dims=([0, 1], [0])) == ("as many axes of a as of b in dims", "2 and 1")
    assert refusal("tensordot", operands, dims=([1, 1], [0, 0])) == ("each axis once in dims", "one twice")


def test_the_features_of_a_bilinear_layer_are_told():
    words = refusal("bilinear", {"input1": (2, 3), "input2": (2, 5), "weight": (7, 3, 4)})
    assert words == ("4 in axis 1 of its input2 (the features that its weight takes)", "5")


def test_the_batches_of_a_bilinear_layer_are_told():
    words = refusal("bilinear", {"input1": (2, 3), "input2": (6, 4), "weight": (7, 3, 4)})
    assert words == ("2 in axis 0 of its input2 (as in input1)", "6")


def test_matrices_that_do_not_chain_are_told():
    words = refusal("linalg_multi_dot", {"tensors": [(2, 3), (3, 4), (5, 6)]})
    assert words == ("equal sizes in axis 1 of tensors[1] and axis 0 of tensors[2]", "4 and 5")


def test_vectors_of_a_cross_product_that_do_not_have_three_numbers_are_told():
    words = refusal("linalg_cross", {"input": (5, 3), "other": (5, 4)})
    assert words == ("3 in axis 1 of its other (the length of its vectors)", "4")
    words = refusal("cross", {"input": (5, 4), "other": (5, 4)})
    assert words == ("an axis of size 3 in its input", "sizes 5 and 4")
