"""Covariances, histograms, slopes and areas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.numpy_oracle import array, case, check, examples, refusal

CASES = [
    case(np.cov, array(3, 5)),
    case(np.cov, array(5), array(5)),
    case(np.cov, array(3, 5), array(2, 5)),
    case(np.corrcoef, array(3, 5)),
    case(np.corrcoef, array(3, 5), rowvar=False),
    case(np.histogram, array(2, 5)),
    case(np.histogram, array(5), 4),
    case(np.histogram, array(5), weights=array(5)),
    case(np.trapezoid, array(2, 3)),
    case(np.trapezoid, array(2, 5), array(5)),
    case(np.diff, array(2, 3)),
    case(np.diff, array(5, 3), 2, 0),
    case(np.ediff1d, array(2, 3)),
    case(np.gradient, array(5)),
    case(np.gradient, array(5, 4)),
    case(np.gradient, array(5, 4), axis=0),
    case(np.gradient, array(5, 4), 2.0, axis=(0, 1)),
]


@pytest.mark.parametrize("call", CASES, ids=repr)
@given(data=st.data())
@examples
def test_statistics_take_what_numpy_takes(call, data):
    check(call, data)


def test_observations_are_as_many_in_both():
    words = refusal(np.cov, array(3, 5), array(2, 4))
    assert words == "cov expects 5 in axis 1 of its other, as many observations as input has, but gets 4."


def test_weights_of_a_histogram_go_with_its_values():
    words = refusal(np.histogram, array(5), weights=array(4))
    assert words == "histogram expects weights of shape (5,) (one for each element of input), but gets (4,)."


def test_a_histogram_has_a_bin():
    words = refusal(np.histogram, array(5), 0)
    assert words == "histogram expects at least 1 bin, but gets 0."


def test_a_slope_needs_two_values():
    words = refusal(np.gradient, array(5, 1))
    assert words == "gradient expects at least 2 in axis 1 of its input (for edge_order=1), but gets 1."


def test_spacings_go_with_axes():
    words = refusal(np.gradient, array(5, 4, 3), 1.0, 2.0)
    assert words == "gradient expects one spacing, or one for each axis, but gets 2."


def test_places_go_with_values():
    words = refusal(np.trapezoid, array(5), array(4))
    wanted = "an x of shape (5,) (one place for each entry of axis 0 of its input)"
    assert words == f"trapezoid expects {wanted}, but gets (4,)."
