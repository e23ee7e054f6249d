"""A grid goes with the images it samples, and matrices with the images they map."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=120, derandomize=True, deadline=None)
F = torch.nn.functional


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@pytest.mark.parametrize("mode", ["bilinear", "nearest", "bicubic"])
@given(data=st.data())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_grid_sample_takes_what_torch_takes(cpu_oracle, near, meta, data, mode):
    # The meta device lets empty images pass.
    axes = data.draw(st.integers(2, 3))
    shape = data.draw(near((2, 3, *data.draw(st.tuples(*[st.integers(1, 3)] * axes)))))
    grid = data.draw(near((2, *data.draw(st.tuples(*[st.integers(1, 3)] * axes)), axes)))
    cpu_oracle.function(F.grid_sample, meta(shape), meta(grid), mode=mode, align_corners=False)


@given(data=st.data())
@examples
def test_affine_grid_takes_what_torch_takes(oracle, near, meta, data):
    axes = data.draw(st.integers(2, 3))
    theta = data.draw(near((2, axes, axes + 1)))
    size = data.draw(near((2, 3, *[4] * axes)))
    oracle.function(F.affine_grid, meta(theta), list(size), align_corners=False)


def test_the_coordinates_of_a_grid_are_told():
    words = refusal("grid_sample", {"input": (8, 3, 9, 9), "grid": (8, 2, 9, 9)})
    assert words == ("2 coordinates in the last axis of its grid", "9")


def test_the_batch_of_a_grid_is_told():
    words = refusal("grid_sample", {"input": (8, 3, 9, 9), "grid": (1, 9, 9, 2)})
    assert words == ("8 in axis 0 of its grid (the batch size of its input)", "1")


def test_the_axes_of_a_grid_are_told():
    words = refusal("grid_sample", {"input": (8, 3, 9, 9), "grid": (9, 9, 2)})
    assert words == ("a grid with 4 axes (as many as its input)", "3")
    words = refusal("grid_sample", {"input": (3, 9, 9), "grid": (9, 9, 2)})
    assert words == ("an input with 4 or 5 axes (batch × channels × its image)", "3")


def test_the_matrices_of_an_affine_grid_are_told():
    words = refusal("affine_grid", {"theta": (1, 2, 3)}, size=(8, 3, 9, 9))
    assert words == ("a theta of shape (8, 2, 3) (one 2 × 3 matrix for each image of its size)", "(1, 2, 3)")


def test_the_size_of_an_affine_grid_is_told():
    words = refusal("affine_grid", {"theta": (8, 2, 3)}, size=(9, 9))
    assert words == ("a size of 4 or 5 numbers (batch × channels × its image)", "2")
    words = refusal("affine_grid", {"theta": (8, 2, 3)}, size=(8, 0, 9, 9))
    assert words == ("a size of at least 1 in each axis", "(8, 0, 9, 9)")
