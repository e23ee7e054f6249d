"""Inverses, factorizations and solutions take stacks of matrices."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

L = torch.linalg
examples = settings(max_examples=30, derandomize=True, deadline=None)
SQUARE = [
    torch.inverse, L.inv, torch.cholesky, L.cholesky, torch.matrix_exp, torch.det, L.det, torch.logdet,
    torch.slogdet, L.slogdet, L.eig, L.eigh, L.eigvals, L.eigvalsh,
]  # fmt: skip
ANY = [torch.pinverse, L.pinv, L.svdvals, L.matrix_rank, L.cond]


@pytest.mark.parametrize("function", SQUARE)
@given(data=st.data())
@examples
def test_what_square_matrices_have_takes_what_torch_takes(meta_oracle, near, meta, data, function):
    shape = data.draw(near(data.draw(st.sampled_from([(3, 3), (2, 3, 3)]))))
    meta_oracle.function(function, meta(shape))


@pytest.mark.parametrize("function", [torch.matrix_power, L.matrix_power])
@given(data=st.data())
@examples
def test_powers_take_what_torch_takes(oracle, near, meta, data, function):
    oracle.function(function, meta(data.draw(near((2, 3, 3)))), 3)


@pytest.mark.parametrize("function", ANY)
@given(data=st.data())
@examples
def test_what_all_matrices_have_takes_what_torch_takes(oracle, near, meta, data, function):
    shape = data.draw(near(data.draw(st.sampled_from([(3, 5), (2, 5, 3)]))))
    if 0 in shape:
        return  # nothing is the largest of no singular values
    oracle.function(function, meta(shape))


@given(data=st.data())
@examples
def test_factorizations_take_what_torch_takes(oracle, near, meta, data):
    matrix = meta(data.draw(near(data.draw(st.sampled_from([(3, 5), (2, 5, 3)])))))
    whole = data.draw(st.booleans())
    oracle.function(L.svd, matrix, full_matrices=whole)
    oracle.function(torch.svd, matrix, whole, data.draw(st.booleans()))
    oracle.function(L.qr, matrix, data.draw(st.sampled_from(["reduced", "complete", "r"])))
    oracle.function(torch.qr, matrix, whole)


@given(data=st.data())
@settings(max_examples=100, derandomize=True, deadline=None)
def test_systems_of_equations_take_what_torch_takes(meta_oracle, near, meta, data):
    stack = data.draw(st.sampled_from([(), (2,)]))
    matrix = data.draw(near((*stack, 3, 3)))
    right = data.draw(near(data.draw(st.sampled_from([(3,), (3, 4), (2, 3, 4), (2, 3)]))))
    if 0 in (*matrix, *right) or right == ():
        return  # no unknowns, or none on the right side, are refused in different words on each device
    meta_oracle.function(L.solve, meta(matrix), meta(right))
    meta_oracle.function(L.solve_triangular, meta(matrix), meta(right), upper=True)
    if len(right) > 1 and right != matrix[:-1]:
        meta_oracle.function(L.solve, meta(matrix), meta(right), left=False)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_matrices_that_are_not_square_are_told():
    words = refusal("linalg_inv", {"input": (4, 3, 5)})
    assert words == ("square matrices in the last two axes of its input", "3 rows and 5 columns")


def test_a_vector_in_place_of_a_matrix_is_told():
    assert refusal("linalg_svd", {"input": (5,)}) == ("at least 2 axes in its input (… × rows × columns)", "1")


def test_the_right_side_of_a_system_is_told():
    words = refusal("linalg_solve", {"A": (2, 3, 3), "B": (2, 4, 5)})
    assert words == ("3 in axis 1 of its B (the rows of A)", "4")


def test_stacks_of_systems_that_do_not_broadcast_are_told():
    words = refusal("linalg_solve", {"A": (2, 3, 3), "B": (5, 3, 4)})
    assert words == ("equal sizes (or 1) in axis 0 of A and B", "2 and 5")
