"""NumPy's factorizations, solutions, norms and transforms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.numpy_oracle import array, case, check, examples, refusal

CASES = [
    case(np.linalg.inv, array(3, 3)),
    case(np.linalg.det, array(2, 3, 3)),
    case(np.linalg.slogdet, array(3, 3)),
    case(np.linalg.eig, array(3, 3)),
    case(np.linalg.eigh, array(2, 3, 3)),
    case(np.linalg.svd, array(3, 4)),
    case(np.linalg.svd, array(5, 3, 4), full_matrices=False),
    case(np.linalg.svd, array(3, 4), compute_uv=False),
    case(np.linalg.qr, array(5, 3)),
    case(np.linalg.qr, array(5, 3), "r"),
    case(np.linalg.qr, array(5, 3), "complete"),
    case(np.linalg.solve, array(3, 3), array(3)),
    case(np.linalg.solve, array(3, 3), array(3, 2)),
    case(np.linalg.solve, array(2, 3, 3), array(2, 3, 1)),
    case(np.linalg.norm, array(2, 3)),
    case(np.linalg.norm, array(2, 3), axis=-1, keepdims=True),
    case(np.linalg.norm, array(2, 3), 1),
    case(np.linalg.matrix_norm, array(2, 3, 4)),
    case(np.linalg.vector_norm, array(2, 3), axis=1),
    case(np.linalg.matrix_rank, array(3, 4)),
    case(np.linalg.cond, array(3, 4)),
    case(np.linalg.pinv, array(3, 4)),
    case(np.linalg.matrix_power, array(3, 3), 2),
    case(np.fft.fft, array(2, 8)),
    case(np.fft.rfft, array(2, 8), 6, 0),
    case(np.fft.irfft, array(2, 5)),
    case(np.fft.fft2, array(3, 4)),
    case(np.fft.rfftn, array(3, 4)),
    case(np.fft.fftn, array(3, 4), axes=(0,)),
    case(np.fft.fftshift, array(3, 4), 1),
    case(np.fft.hfft, array(5)),
]


@pytest.mark.parametrize("call", CASES, ids=repr)
@given(data=st.data())
@examples
def test_linear_algebra_take_what_numpy_takes(call, data):
    check(call, data)


def test_a_system_of_equations_fits_its_right_side():
    words = refusal(np.linalg.solve, array(3, 3), array(4))
    assert words == "solve expects 3 in axis 0 of its B (the rows of A), but gets 4."


def test_only_square_matrices_are_inverted():
    words = refusal(np.linalg.inv, array(3, 4))
    assert words == "inv expects square matrices in the last two axes of its input, but gets 3 rows and 4 columns."


def test_equations_go_with_values():
    words = refusal(np.linalg.lstsq, array(5, 3), array(4))
    assert words == "lstsq expects 5 in axis 0 of its B (the rows of A), but gets 4."


def test_a_norm_along_an_axis_that_is_not_there_is_told():
    words = refusal(np.linalg.norm, array(2, 3), axis=2)
    assert words == "norm expects an axis from -2 to 1, as its input has 2 axes, but gets 2."
