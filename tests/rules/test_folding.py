"""Images fall apart into blocks, and blocks fit together into images."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=60, derandomize=True, deadline=None)
F = torch.nn.functional
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


def refusal(op, shape, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, {"input": shape}, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def block(data):
    """The settings of a block of which the most fit."""
    small = st.integers(1, 2)
    return {
        "kernel_size": data.draw(st.one_of(st.integers(1, 3), pairs)),
        "dilation": data.draw(small),
        "padding": data.draw(st.integers(0, 1)),
        "stride": data.draw(small),
    }


@given(data=st.data())
@examples
def test_unfold_takes_what_torch_takes(oracle, near, meta, data):
    batch = data.draw(st.sampled_from([(), (2,)]))
    shape = data.draw(near((*batch, 3, *data.draw(st.tuples(st.integers(1, 6), st.integers(1, 6))))))
    settings_of_block = block(data)
    oracle.function(F.unfold, meta(shape), **settings_of_block)
    oracle.module(lambda: torch.nn.Unfold(**settings_of_block), meta(shape))


@given(data=st.data())
@examples
def test_fold_takes_what_torch_takes(oracle, near, meta, data):
    settings_of_block = block(data)
    output = data.draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    with torch.device("meta"):
        image = torch.nn.functional.pad(torch.empty(2, 3, *output), (0, 0))
    try:
        columns = tuple(F.unfold(image, **settings_of_block).shape)
    except RuntimeError:
        columns = (2, 9, 4)
    shape = data.draw(near(columns[data.draw(st.integers(0, 1)) :]))
    oracle.function(F.fold, meta(shape), output, **settings_of_block)
    oracle.module(lambda: torch.nn.Fold(output, **settings_of_block), meta(shape))


@given(data=st.data())
@examples
def test_windows_along_an_axis_take_what_torch_takes(oracle, meta, data):
    shape = data.draw(st.lists(st.integers(0, 5), max_size=3).map(tuple))
    dimension, size = data.draw(st.integers(-3, 2)), data.draw(st.integers(-1, 4))
    oracle.function(torch.Tensor.unfold, meta(shape), dimension, size, data.draw(st.integers(0, 2)))


def test_an_image_smaller_than_a_block_is_told():
    words = refusal("unfold", (8, 3, 2, 9), kernel_size=3)
    assert words == ("an input of at least 3 in axis 2 for its 3×3 block", "2")


def test_the_elements_of_blocks_are_told():
    words = refusal("fold", (8, 26, 20), output_size=(6, 7), kernel_size=3)
    assert words == ("a multiple of 9 (the elements of its 3×3 block) in axis 1 of its input", "26")


def test_the_number_of_blocks_is_told():
    words = refusal("fold", (8, 27, 21), output_size=(6, 7), kernel_size=3)
    assert words == ("20 blocks in axis 2 of its input (4 × 5, for an output of 6 × 7)", "21")


def test_an_output_smaller_than_a_block_is_told():
    words = refusal("fold", (8, 27, 1), output_size=2, kernel_size=3)
    assert words == ("an output_size of at least 3 × 3 for its 3×3 block", "2 × 2")


def test_negative_padding_of_blocks_is_told():
    assert refusal("unfold", (8, 3, 9, 9), kernel_size=3, padding=-1) == ("a padding of at least 0", "-1")


def test_windows_longer_than_their_axis_are_told():
    words = refusal("unfold", (8, 3), dimension=1, size=4, step=1)
    assert words == ("at least 4 in axis 1 of its input (for windows of 4)", "3")
    words = refusal("unfold", (), dimension=0, size=4, step=1)
    assert words == ("a size of at most 1 for a single number", "4")


def test_windows_that_stand_still_are_told():
    words = refusal("unfold", (8, 3), dimension=1, size=2, step=0)
    assert words == ("a size of at least 0 and a step of at least 1", "size 2 and step 0")
