"""NumPy's products of arrays with any number of axes."""

from __future__ import annotations

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.numpy_oracle import array, case, check, examples, refusal

PRODUCTS = [
    case(np.dot, array(2, 3), array(3, 4)),
    case(np.dot, array(2, 3), array(3)),
    case(np.dot, array(5, 2, 3), array(4, 3, 6)),
    case(np.dot, array(), array(2)),
    case(np.matmul, array(5, 2, 3), array(3, 4)),
    case(operator.matmul, array(2, 3), array(3, 4)),
    case(operator.imatmul, array(2, 3), array(3, 3)),
    case(operator.imatmul, array(5, 2, 3), array(5, 3, 3)),
    case(np.vdot, array(2, 3), array(3, 2)),
    case(np.inner, array(2, 3), array(4, 3)),
    case(np.outer, array(2, 3), array(4)),
    case(np.linalg.outer, array(2), array(3)),
    case(np.add.outer, array(2, 3), array(4)),
    case(np.kron, array(2, 3), array(4, 5)),
    case(np.tensordot, array(2, 3, 4), array(3, 4, 5)),
    case(np.tensordot, array(2, 3), array(3, 4), 1),
    case(np.tensordot, array(2, 3), array(3, 2), ([0, 1], [1, 0])),
    case(np.cross, array(5, 3), array(3)),
    case(np.cross, array(3, 5), array(5, 3), axisa=0),
    case(np.linalg.cross, array(5, 3), array(5, 3)),
    case(np.vecdot, array(5, 3), array(3)),
    case(np.matvec, array(6, 2, 3), array(3)),
    case(np.vecmat, array(3), array(6, 3, 2)),
    case(np.convolve, array(5), array(3)),
    case(np.convolve, array(5), array(3), "same"),
    case(np.convolve, array(5), array(3), "valid"),
    case(np.correlate, array(5), array(3)),
    case(np.correlate, array(5), array(3), "full"),
    case(np.einsum, "ij,jk->ik", array(2, 3), array(3, 4)),
    case(np.einsum, "...ij,kj", array(5, 2, 3), array(4, 3)),
    case(np.einsum, "ii", array(3, 3)),
    case(np.linalg.multi_dot, [array(2, 3), array(3, 4), array(4)]),
]


@pytest.mark.parametrize("product", PRODUCTS, ids=repr)
@given(data=st.data())
@examples
def test_products_take_what_numpy_takes(product, data):
    check(product, data)


def test_activations_that_were_transposed_are_told():
    words = refusal(np.dot, array(1, 128), array(256, 10))
    assert words == "dot expects equal sizes in axis 1 of input and axis 0 of other, but gets 128 and 256."


def test_the_last_axis_but_one_of_a_stack_is_summed_over():
    words = refusal(np.dot, array(2, 3), array(5, 4, 6))
    assert words == "dot expects equal sizes in axis 1 of input and axis 1 of other, but gets 3 and 4."


def test_different_numbers_of_elements_are_told():
    words = refusal(np.vdot, array(2, 3), array(4))
    assert words == "vdot expects an input of 4 elements, as many as other has, but gets 6."


def test_a_product_in_place_needs_a_square_factor():
    words = refusal(operator.imatmul, array(2, 3), array(3, 4))
    square = "an other of square matrices (… × 3 × 3, as an in-place result keeps the shape of input)"
    assert words == f"matmul expects {square}, but gets (3, 4)."


def test_a_vector_is_no_factor_of_a_product_in_place():
    words = refusal(operator.imatmul, array(2, 3), array(3))
    least = "an other with at least 2 axes (… × 3 × 3, as an in-place result keeps the shape of input)"
    assert words == f"matmul expects {least}, but gets 1."


def test_sizes_of_a_tensor_product_that_differ_are_told():
    words = refusal(np.tensordot, array(2, 3), array(4, 5), 1)
    assert words == "tensordot expects equal sizes in axis 1 of a and axis 0 of b, but gets 3 and 4."


def test_vectors_of_a_cross_product_have_three_numbers():
    words = refusal(np.cross, array(5, 4), array(5, 3))
    assert words == "cross expects 3 in axis 1 of its input (the length of its vectors), but gets 4."


def test_vectors_of_a_stack_that_differ_are_told():
    words = refusal(np.vecdot, array(5, 3), array(4))
    assert words == "vecdot expects equal sizes in axis 1 of input and axis 0 of other, but gets 3 and 4."


def test_a_matrix_and_a_vector_that_do_not_fit_are_told():
    words = refusal(np.matvec, array(2, 3), array(4))
    assert words == "matvec expects equal sizes in axis 1 of input and axis 0 of other, but gets 3 and 4."


def test_nothing_cannot_be_convolved():
    words = refusal(np.convolve, array(0), array(3))
    assert words == "convolve expects at least 1 in axis 0 of its input, but gets 0."
