"""The listing of NumPy's rules, and that none is missing for the functions that people call most."""

from __future__ import annotations

import pytest

from benchmarks import numpy_rules
from benchmarks.rules import Group

FUNCTIONS = """
    abs add append arange argmax argmin argsort array array_split average broadcast_to clip column_stack concatenate
    convolve cos cov cross cumsum delete diag diff divide dot einsum exp expand_dims eye flip full gradient histogram
    hstack inner insert isnan linspace log matmul max maximum mean median meshgrid min moveaxis multiply ones outer pad
    percentile power prod quantile ravel repeat reshape roll sort split sqrt squeeze stack std subtract sum swapaxes
    take tanh tensordot tile trace transpose tril unique var vstack where zeros zeros_like
"""


@pytest.fixture(scope="module")
def listed() -> dict[str, Group]:
    return {group.name: group for group in numpy_rules.groups()}


@pytest.mark.parametrize("name", FUNCTIONS.split())
def test_functions_that_people_call_have_a_rule(listed, name):
    assert name in listed["numpy"].ruled


def test_each_namespace_is_listed_once(listed):
    assert list(listed) == ["numpy", "numpy.linalg", "numpy.fft", "numpy.random"]
    assert "solve" in listed["numpy.linalg"].ruled
    assert "polyfit" in listed["numpy"].missing
