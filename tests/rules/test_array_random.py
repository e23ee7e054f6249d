"""NumPy's random numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.numpy_oracle import array, case, check, examples, refusal

GENERATOR = np.random.default_rng(0)
LEGACY = np.random.RandomState(0)
CASES = [
    case(np.random.rand, 2, 3),
    case(np.random.randn),
    case(np.random.normal, 0, 1, (2, 3)),
    case(GENERATOR.normal, array(3), 1.0),
    case(GENERATOR.normal, array(3), 1.0, (2, 3)),
    case(LEGACY.uniform, 0, 1, 5),
    case(GENERATOR.integers, 5, size=(2,)),
    case(LEGACY.randint, 0, 5, (2, 2)),
    case(GENERATOR.random, 4),
    case(LEGACY.random_sample, (2, 3)),
    case(GENERATOR.standard_normal, (2,)),
    case(GENERATOR.choice, 5),
    case(GENERATOR.choice, array(5, 2), 3),
    case(GENERATOR.choice, array(5), (2, 3)),
    case(GENERATOR.choice, array(5, 2), size=3, axis=1),
    case(LEGACY.choice, array(5), 3),
    case(GENERATOR.permutation, 5),
    case(GENERATOR.permutation, array(4, 2)),
    case(GENERATOR.permuted, array(4, 2), axis=1),
    case(GENERATOR.multivariate_normal, [0, 0], [[1, 0], [0, 1]], 4),
    case(GENERATOR.dirichlet, array(3), 4),
    case(GENERATOR.multinomial, 5, [0.5, 0.5], 4),
    case(GENERATOR.exponential, size=3),
    case(GENERATOR.poisson, array(2, 1), (2, 3)),
]


@pytest.mark.parametrize("call", CASES, ids=repr)
@given(data=st.data())
@examples
def test_random_numbers_take_what_numpy_takes(call, data):
    check(call, data)


def test_parameters_that_do_not_stretch_to_the_size_are_told():
    words = refusal(GENERATOR.normal, array(3), 1.0, (3, 2))
    assert words == "normal expects loc to broadcast to its size (3, 2), but gets (3,)."


def test_parameters_do_not_have_more_axes_than_the_size():
    words = refusal(GENERATOR.normal, array(3), 1.0, ())
    assert words == "normal expects loc to broadcast to its size (), but gets (3,)."


def test_a_probability_goes_with_each_entry():
    words = refusal(GENERATOR.choice, array(5), 3, p=array(4))
    assert words == "choice expects a p of shape (5,) (a probability for each entry), but gets (4,)."


def test_the_older_choice_is_from_vectors():
    words = refusal(LEGACY.choice, array(5, 2), 3)
    assert words == "choice expects an input with 1 axis, but gets 2."


def test_means_and_covariances_go_together():
    words = refusal(GENERATOR.multivariate_normal, array(3), array(2, 2))
    wanted = "a cov of shape (3, 3) (a row and a column for each number of mean)"
    assert words == f"multivariate_normal expects {wanted}, but gets (2, 2)."
