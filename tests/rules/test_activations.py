"""Gates halve an axis, slopes go with channels, and classes lie along an axis that is there."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)
F, nn = torch.nn.functional, torch.nn
shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@examples
def test_glu_takes_what_torch_takes(oracle, meta, data):
    shape, dim = data.draw(shapes), data.draw(st.integers(-3, 2))
    oracle.function(F.glu, meta(shape), dim)
    oracle.module(lambda: nn.GLU(dim), meta(shape))


@given(data=st.data())
@examples
def test_prelu_takes_what_torch_takes(oracle, near, meta, data):
    shape = data.draw(near((2, 3, 4)[: data.draw(st.integers(0, 3))]))
    oracle.function(F.prelu, meta(shape), meta(data.draw(near((3,)))))
    slopes = data.draw(st.sampled_from([1, 3]))
    oracle.module(lambda: nn.PReLU(slopes), meta(shape))


@given(data=st.data())
@examples
def test_gumbel_softmax_takes_what_torch_takes(cpu_oracle, meta, data):
    # The meta device does not look at the axis.
    arguments = {"dim": data.draw(st.integers(-3, 2)), "hard": data.draw(st.booleans())}
    cpu_oracle.function(F.gumbel_softmax, meta(data.draw(shapes)), **arguments)


@given(data=st.data())
@examples
def test_softmax_of_images_takes_what_torch_takes(oracle, near, meta, data):
    oracle.module(nn.Softmax2d, meta(data.draw(near((2, 3, 4, 5)[data.draw(st.integers(0, 1)) :]))))


@given(data=st.data())
@examples
def test_activations_under_their_inner_names_are_judged(oracle, meta, data):
    shape = data.draw(shapes)
    oracle.function(F.logsigmoid, meta(shape))
    oracle.function(F.threshold, meta(shape), 0.1, 20.0)


def test_an_axis_without_two_halves_is_told():
    assert refusal("glu", {"input": (8, 5)}) == ("a multiple of 2 (two halves) in axis 1 of its input", "5")
    assert refusal("glu", {"input": ()}) == ("an input with at least 1 axis", "0")


def test_the_channels_of_slopes_are_told():
    words = refusal("prelu", {"input": (8, 5, 4), "weight": (3,)})
    assert words == ("3 channels in axis 1 of its input", "5")
    words = refusal("prelu", {"input": (3,), "weight": (3,)})
    assert words == ("an input with at least 2 axes (batch × channels × …, for its 3 slopes)", "1")


def test_the_axes_of_images_are_told():
    words = refusal("softmax2d", {"input": (8, 5)})
    assert words == ("an input with 4 or 3 axes (batch × channels × height × width, the batch optional)", "2")


def test_an_axis_that_logits_do_not_have_is_told():
    words = refusal("gumbel_softmax", {"logits": (8, 5)}, dim=2)
    assert words == ("a dim from -2 to 1, as its input has 2 axes", "2")


def test_no_classes_to_choose_from_are_told():
    words = refusal("gumbel_softmax", {"logits": (8, 0)}, hard=True)
    assert words == ("at least 1 in axis 1 of its logits", "0")
