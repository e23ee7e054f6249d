"""NumPy's sums, means, extremes and quantiles over axes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeviz.tracing.subjects import Method
from tests.rules.numpy_oracle import array, case, check, examples, refusal

CASES = [
    case(np.sum, array(2, 3)),
    case(np.sum, array(2, 3), axis=1),
    case(np.mean, array(2, 3)),
    case(np.mean, array(2, 3), axis=1),
    case(np.std, array(2, 3)),
    case(np.std, array(2, 3), axis=1),
    case(np.max, array(2, 3)),
    case(np.max, array(2, 3), axis=1),
    case(np.argmax, array(2, 3)),
    case(np.argmax, array(2, 3), axis=1),
    case(np.median, array(2, 3)),
    case(np.median, array(2, 3), axis=1),
    case(np.any, array(2, 3)),
    case(np.any, array(2, 3), axis=1),
    case(np.count_nonzero, array(2, 3)),
    case(np.count_nonzero, array(2, 3), axis=1),
    case(np.ptp, array(2, 3)),
    case(np.ptp, array(2, 3), axis=1),
    case(np.nanmax, array(2, 3)),
    case(np.nanmax, array(2, 3), axis=1),
    case(np.nanmean, array(2, 3)),
    case(np.nanmean, array(2, 3), axis=1),
    case(np.cumsum, array(2, 3)),
    case(np.cumsum, array(2, 3), axis=1),
    case(np.prod, array(2, 3)),
    case(np.prod, array(2, 3), axis=1),
    case(np.nanargmin, array(2, 3)),
    case(np.nanargmin, array(2, 3), axis=1),
    case(np.sum, array(2, 3, 4), axis=(0, -1)),
    case(np.max, array(2, 3, 4), axis=(0, -1)),
    case(np.median, array(2, 3, 4), axis=(0, -1)),
    case(np.nanmean, array(2, 3, 4), axis=(0, -1)),
    case(np.sum, array(2, 3, 4), axis=-1, keepdims=True),
    case(np.max, array(2, 3, 4), axis=-1, keepdims=True),
    case(np.argmin, array(2, 3, 4), axis=-1, keepdims=True),
    case(np.median, array(2, 3, 4), axis=-1, keepdims=True),
    case(np.nanmean, array(2, 3, 4), axis=-1, keepdims=True),
    case(np.count_nonzero, array(2, 3, 4), axis=-1, keepdims=True),
    case(np.sum, array(2, 3), ()),
    case(np.max, array(2, 3), ()),
    case(Method("mean"), array(2, 3), 0),
    case(Method("argmax"), array(2, 3), -1),
    case(np.add.reduce, array(2, 3)),
    case(np.maximum.reduce, array(2, 3), 1),
    case(np.add.accumulate, array(2, 3)),
    case(np.average, array(2, 3), 1),
    case(np.average, array(2, 3), 1, array(3)),
    case(np.average, array(2, 3), None, array(2, 3)),
    case(np.average, array(2, 3), 0, weights=array(2), returned=True),
    case(np.percentile, array(2, 3), 50),
    case(np.percentile, array(2, 3), [25, 50], 0),
    case(np.quantile, array(2, 3), array(2), 1),
    case(np.quantile, array(2, 3), 0.5, (0, 1), keepdims=True),
    case(np.nanquantile, array(2, 3), 0.5, 1),
    case(np.cumulative_sum, array(3)),
    case(np.cumulative_sum, array(2, 3), axis=1, include_initial=True),
]


@pytest.mark.parametrize("call", CASES, ids=repr)
@given(data=st.data())
@examples
def test_reductions_take_what_numpy_takes(call, data):
    check(call, data)


def test_an_axis_that_is_not_there_is_told():
    words = refusal(np.argmax, array(2, 3), 2)
    assert words == "argmax expects an axis from -2 to 1, as its input has 2 axes, but gets 2."


def test_an_axis_that_is_named_twice_is_told():
    words = refusal(np.sum, array(2, 3), (0, -2))
    assert words == "sum expects each axis once, but gets axis 0 twice."


def test_nothing_is_the_largest_of_no_elements():
    words = refusal(np.max, array(0, 3), 0)
    assert words == "max expects at least 1 in axis 0 of its input, but gets 0."


def test_weights_go_with_an_axis():
    words = refusal(np.average, array(2, 3), 1, array(2))
    assert words == "average expects weights of shape (3,) (one for each entry along axis), but gets (2,)."


def test_weights_go_with_all_elements():
    words = refusal(np.average, array(2, 3), None, array(3))
    assert words == "average expects weights of shape (2, 3) (one for each element), but gets (3,)."


def test_only_a_vector_is_summed_up_without_an_axis():
    words = refusal(np.cumulative_sum, array(2, 3))
    assert words == "cumulative_sum expects an input with 1 axis as it is given no axis, but gets 2."
