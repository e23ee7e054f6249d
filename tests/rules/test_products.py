"""Products of matrices and vectors agree in the axes they sum over."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, AxisProblem, Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)
sizes = st.integers(1, 4)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@examples
def test_matmul_takes_what_torch_takes(oracle, near, meta, data):
    stack = data.draw(st.lists(sizes, max_size=2))
    rows, inner, columns = data.draw(sizes), data.draw(sizes), data.draw(sizes)
    left = data.draw(near((*stack, rows, inner)))
    right = data.draw(near((*stack[data.draw(st.integers(0, 2)) :], inner, columns)))
    oracle.function(torch.matmul, meta(left), meta(right))


PRODUCTS = [
    (torch.mm, (2, 3), (3, 4)),
    (torch.bmm, (5, 2, 3), (5, 3, 4)),
    (torch.mv, (2, 3), (3,)),
    (torch.dot, (3,), (3,)),
    (torch.vdot, (3,), (3,)),
    (torch.outer, (2,), (3,)),
    (torch.ger, (2,), (3,)),
    (torch.inner, (2, 3), (4, 3)),
    (torch.inner, (), (4, 3)),
    (torch.linalg.matmul, (5, 2, 3), (3, 4)),
    (torch.addmm, (2, 4), (2, 3), (3, 4)),
    (torch.addmv, (2,), (2, 3), (3,)),
    (torch.addbmm, (2, 4), (5, 2, 3), (5, 3, 4)),
    (torch.baddbmm, (5, 2, 4), (5, 2, 3), (5, 3, 4)),
    (torch.addr, (2, 3), (2,), (3,)),
]


@pytest.mark.parametrize("function, shapes", [(function, shapes) for function, *shapes in PRODUCTS])
@given(data=st.data())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_products_of_fixed_rank_take_what_torch_takes(cpu_oracle, near, meta, data, function, shapes):
    # The meta device lets `addmm` add a tensor with more axes than the product.
    shapes = [data.draw(near(shape)) for shape in shapes]
    if any(0 in shape for shape in shapes):
        return  # `addmv` takes an addend of any size for a product without rows
    cpu_oracle.function(function, *map(meta, shapes))


def test_inner_sizes_that_differ_are_told():
    words = refusal("matmul", {"input": (4, 3), "other": (2, 5)})
    assert words == ("equal sizes in axis 1 of input and axis 0 of other", "3 and 2")


def test_the_second_factor_is_taken_to_be_right():
    verdict = judge(Call("matmul", {"input": (4, 3), "other": (2, 5)}))
    assert isinstance(verdict, Conflict)
    assert verdict.problems == [AxisProblem("input", 1, 2, 3)]
    assert verdict.outputs == [(4, 5)]


def test_vectors_of_different_length_are_told():
    words = refusal("dot", {"input": (1,), "tensor": (2,)})
    assert words == ("equal sizes in axis 0 of input and axis 0 of tensor", "1 and 2")


def test_a_matrix_in_a_dot_product_is_told():
    words = refusal("dot", {"input": (2, 1), "tensor": (2,)})
    assert words == ("an input with 1 axis", "2")


def test_stacks_of_different_size_are_told():
    words = refusal("bmm", {"input": (4, 2, 3), "mat2": (5, 3, 2)})
    assert words == ("equal sizes in axis 0 of input and mat2", "4 and 5")


def test_an_addend_that_does_not_fit_is_told():
    words = refusal("addmm", {"input": (7,), "mat1": (2, 3), "mat2": (3, 4)})
    assert words == ("an input that broadcasts to its product's shape (2, 4)", "(7,)")


def test_last_axes_of_an_inner_product_that_differ_are_told():
    words = refusal("inner", {"input": (2, 3), "other": (5, 4)})
    assert words == ("equal sizes in the last axes of input and other", "3 and 4")


def test_a_grouped_product_multiplies_groups_of_rows_with_matrices_of_their_own():
    accepted = judge(Call("grouped_mm", {"input": (12, 8), "other": (3, 8, 5), "offs": (3,)}))
    assert accepted == Accept([(12, 5)])
    words = refusal("grouped_mm", {"input": (12, 8), "other": (3, 7, 5), "offs": (3,)})
    assert words == ("equal sizes in axis 1 of input and axis 1 of other", "8 and 7")
