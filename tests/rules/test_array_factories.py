"""Arrays made of sizes or numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.numpy_oracle import array, case, check, examples, refusal

CASES = [
    case(np.zeros, (2, 3)),
    case(np.zeros, 3),
    case(np.full, (2, 3), 1.0),
    case(np.full, (2, 3), array(3)),
    case(np.zeros_like, array(2, 3)),
    case(np.full_like, array(2, 3), 1.0),
    case(np.ones_like, array(2), shape=(3, 4)),
    case(np.arange, 5),
    case(np.arange, 2, 9, 2),
    case(np.arange, 5, 2),
    case(np.arange, 0, 1, 0.1),
    case(np.linspace, 0, 1),
    case(np.linspace, 0, 1, 7),
    case(np.linspace, array(3), 1, 7),
    case(np.logspace, 0, 1, 4),
    case(np.eye, 3),
    case(np.eye, 3, 4),
    case(np.eye, 3, M=2, k=1),
    case(np.identity, 3),
    case(np.tri, 3, 4),
    case(np.vander, array(3)),
    case(np.vander, array(3), 5),
    case(np.indices, (2, 3)),
    case(np.hanning, 5),
    case(np.fft.fftfreq, 8),
    case(np.fft.rfftfreq, 9),
    case(np.tril_indices, 4),
    case(np.triu_indices, 4, 1),
    case(np.tril_indices, 4, -1, 3),
]


@pytest.mark.parametrize("call", CASES, ids=repr)
@given(data=st.data())
@examples
def test_factories_take_what_numpy_takes(call, data):
    check(call, data)


def test_negative_sizes_are_told():
    words = refusal(np.ones, (2, -1))
    assert words == "ones expects sizes of at least 0, but gets -1."


def test_what_fills_an_array_stretches_to_it():
    words = refusal(np.full, (2, 3), array(2))
    assert words == "full expects 3 (or 1) in axis 0 of its fill_value (for sizes (2, 3)), but gets 2."


def test_a_negative_count_is_told():
    words = refusal(np.linspace, 0, 1, -1)
    assert words == "linspace expects a num of at least 0, but gets -1."


def test_powers_are_those_of_a_vector():
    words = refusal(np.vander, array(2, 3))
    assert words == "vander expects an input with 1 axis, but gets 2."
