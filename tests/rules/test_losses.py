"""Losses take targets that go with their input."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)

F = torch.nn.functional
BROADCASTING = [
    *[F.mse_loss, F.l1_loss, F.smooth_l1_loss, F.huber_loss],
    *[F.kl_div, F.poisson_nll_loss, F.hinge_embedding_loss],
]
REDUCTIONS = st.sampled_from(["mean", "sum", "none"])


@pytest.mark.parametrize(
    "loss",
    [
        F.mse_loss,
        F.l1_loss,
        F.smooth_l1_loss,
        F.huber_loss,
        F.kl_div,
        F.poisson_nll_loss,
        F.hinge_embedding_loss,
    ],
)
@given(data=st.data())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_a_broadcasting_loss_takes_what_torch_takes(oracle, near, meta, data, loss):
    shape = data.draw(st.lists(st.integers(1, 3), max_size=3).map(tuple))
    target = data.draw(near(shape))
    oracle.function(loss, meta(shape), meta(target), reduction=data.draw(REDUCTIONS))


@pytest.mark.parametrize("loss", [F.binary_cross_entropy, F.binary_cross_entropy_with_logits])
@given(data=st.data())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_a_matching_loss_takes_what_torch_takes(cpu_oracle, near, meta, data, loss):
    # The meta device lets a weight be larger than the input.
    shape = data.draw(st.lists(st.integers(1, 3), max_size=3).map(tuple))
    weight = meta(data.draw(near(shape[data.draw(st.integers(0, 2)) :])))
    target = data.draw(st.sampled_from([shape, data.draw(near(shape))]))
    cpu_oracle.function(loss, meta(shape), meta(target), weight, reduction=data.draw(REDUCTIONS))


@pytest.mark.parametrize("loss", [F.cross_entropy, F.nll_loss])
@given(data=st.data())
@examples
def test_class_indices_take_what_torch_takes(cpu_oracle, near, meta, data, loss):
    # The meta device refuses the one class index of an input without a batch.
    shape = data.draw(st.sampled_from([(3,), (4, 3), (4, 3, 2), (4, 3, 2, 2), (1, 3), (3, 3)]))
    target = data.draw(near((*shape[:1], *shape[2:]) if len(shape) > 1 else ()))
    shape = data.draw(st.sampled_from([shape, data.draw(near(shape))]))
    weight = data.draw(st.sampled_from([None, meta(data.draw(near((3,))))]))
    if 0 in shape:
        return  # without classes every index is out of range
    arguments = {"weight": weight, "reduction": data.draw(REDUCTIONS)}
    cpu_oracle.function(loss, meta(shape), meta(target, torch.int64), **arguments)


@given(data=st.data())
@examples
def test_class_probabilities_take_what_torch_takes(oracle, near, meta, data):
    shape = data.draw(st.sampled_from([(3,), (4, 3), (4, 3, 2)]))
    target = data.draw(near(shape))
    kind = data.draw(st.sampled_from([torch.float32, torch.float32, torch.int64]))
    oracle.function(F.cross_entropy, meta(shape), meta(target, kind), reduction=data.draw(REDUCTIONS))


@given(data=st.data())
@examples
def test_loss_layers_take_what_torch_takes(oracle, near, meta, data):
    make = data.draw(st.sampled_from([torch.nn.MSELoss, torch.nn.BCELoss, torch.nn.L1Loss, torch.nn.BCEWithLogitsLoss]))
    oracle.module(make, meta((4, 1)), meta(data.draw(near((4, 1)))))


def refusal(op, shape, target, dtype="int64", **operands):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, {"input": shape, "target": target, **operands}, {}, {"target": dtype}))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_a_target_of_another_shape_is_told():
    words = refusal("binary_cross_entropy", (4, 1), (4,), "float32")
    assert words == ("a target of the same shape as its input, (4, 1)", "(4,)")


def test_a_target_that_does_not_broadcast_is_told():
    words = refusal("mse_loss", (4, 3), (4,), "float32")
    assert words == ("equal sizes (or 1) in axis 1 of input and axis 0 of target", "3 and 4")


def test_the_number_of_class_indices_is_told():
    words = refusal("cross_entropy", (32, 10), (64,))
    assert words == ("32 class indices in its target, one for each row of its input", "64")


def test_the_batch_of_a_mask_is_told():
    words = refusal("nll_loss", (2, 5, 4, 4), (3, 4, 4))
    assert words == ("2 in axis 0 of its target (the batch size of its input)", "3")


def test_a_column_of_class_indices_is_told():
    words = refusal("cross_entropy", (32, 10), (32, 1))
    assert words == ("a target of shape (32,) (one class index for each row of its input)", "(32, 1)")


def test_whole_numbers_are_class_indices_even_in_one_hot_shape():
    words = refusal("cross_entropy", (32, 10), (32, 10))
    assert words == ("a target of shape (32,) (one class index for each row of its input)", "(32, 10)")


def test_the_class_axis_of_a_sequence_is_told():
    words = refusal("cross_entropy", (8, 20, 100), (8, 20))
    assert words == (
        "a target of shape (8, 100) (one class index for each position of its input, whose axis 1 holds the classes)",
        "(8, 20)",
    )


def test_probabilities_have_the_shape_of_the_input():
    words = refusal("cross_entropy", (32, 10), (32,), "float32")
    assert words == ("a target of shape (32, 10) (class probabilities, as its dtype is float32)", "(32,)")


def test_class_weights_are_told():
    words = refusal("cross_entropy", (32, 10), (32,), weight=(9,))
    assert words == ("a weight of shape (10,) (one number for each class of its input)", "(9,)")


def test_a_weight_that_does_not_broadcast_is_told():
    words = refusal("binary_cross_entropy_with_logits", (32, 10), (32, 10), "float32", pos_weight=(9,))
    assert words == ("a pos_weight that broadcasts to the shape of its input, (32, 10)", "(9,)")
