"""Likelihoods take variances beside their numbers, and lengths beside their sequences."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_function, bind_module

examples = settings(max_examples=100, derandomize=True, deadline=None)
F, nn = torch.nn.functional, torch.nn
REDUCTIONS = st.sampled_from(["mean", "sum", "none"])


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@examples
def test_gaussian_loss_takes_what_torch_takes(cpu_oracle, near, meta, data):
    # torch looks into the variances, which the meta device cannot.
    shape = data.draw(st.lists(st.integers(1, 3), max_size=3).map(tuple))
    variances = [shape, shape[:-1], (*shape[:-1], 1), (1, *shape[1:])]
    variance = data.draw(near(data.draw(st.sampled_from(variances))))
    variance = data.draw(st.sampled_from([meta(variance), 0.5]))
    reduction = data.draw(REDUCTIONS)
    cpu_oracle.function(F.gaussian_nll_loss, meta(shape), meta(data.draw(near(shape))), variance, reduction=reduction)


@given(data=st.data())
@examples
def test_the_gaussian_layer_takes_what_torch_takes(cpu_oracle, near, meta, data):
    cpu_oracle.module(nn.GaussianNLLLoss, meta((4, 3)), meta(data.draw(near((4, 3)))), meta(data.draw(near((4, 3)))))


@given(data=st.data())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_ctc_loss_takes_what_torch_takes(cpu_oracle, near, meta, data):
    steps = data.draw(st.sampled_from([(6, 2, 4), (6, 2, 4), (6, 4)]))
    batch = 2 if len(steps) == 3 else 1
    lengths = st.lists(st.integers(1, 3), min_size=batch, max_size=batch)
    labels = data.draw(lengths)
    targets = data.draw(near(data.draw(st.sampled_from([(batch, 3), (sum(labels),)]))))
    steps = data.draw(st.sampled_from([steps, steps, data.draw(near(steps))]))
    inputs = data.draw(st.sampled_from([[6] * batch, [7] * batch, [6] * 3]))
    labels = data.draw(st.sampled_from([labels, labels, [*labels, 1]]))
    arguments = {"blank": data.draw(st.sampled_from([0, 3, 4])), "reduction": data.draw(REDUCTIONS)}
    cpu_oracle.function(F.ctc_loss, meta(steps), meta(targets, torch.int64), inputs, labels, **arguments)


def test_lengths_in_tensors_are_judged_by_their_number(meta):
    lengths = meta((2,), torch.int64)
    arguments = (meta((6, 2, 4)), meta((2, 3), torch.int64), lengths, lengths)
    assert judge(bind_function(F.ctc_loss, arguments, {"reduction": "none"})) == Accept([(2,)])
    assert judge(bind_module(nn.CTCLoss(), arguments, {})) == Accept([()])


def test_the_number_of_lengths_is_told():
    operands = {"log_probs": (50, 8, 20), "targets": (8, 30), "input_lengths": (4,), "target_lengths": (8,)}
    words = refusal("ctc_loss", operands)
    assert words == ("8 input_lengths, one for each sequence of its log_probs", "4")


def test_log_probs_with_their_batch_in_front_are_told():
    operands = {"log_probs": (8, 50, 20), "targets": (8, 30), "input_lengths": (8,), "target_lengths": (8,)}
    verdict = judge(Call("ctc_loss", operands))
    assert isinstance(verdict, Conflict)
    assert verdict.expects == "8 in axis 1 of its log_probs (steps × batch × classes, with 8 sequences to a batch)"
    assert verdict.gets == "50"
    assert verdict.expected_shapes == {"log_probs": (50, 8, 20)}


def test_a_sequence_shorter_than_its_length_is_told():
    operands = {"log_probs": (50, 2, 20), "targets": (2, 30)}
    words = refusal("ctc_loss", operands, input_lengths=[50, 60], target_lengths=[30, 30])
    assert words == ("input_lengths of at most 50 (the steps of its log_probs)", "60")


def test_the_batch_of_targets_is_told():
    words = refusal("ctc_loss", {"log_probs": (50, 8, 20), "targets": (50, 30)})
    assert words == ("8 in axis 0 of its targets (the batch size of its log_probs)", "50")


def test_the_number_of_labels_is_told():
    lengths = {"input_lengths": [50, 50], "target_lengths": [30, 20]}
    words = refusal("ctc_loss", {"log_probs": (50, 2, 20), "targets": (40,)}, **lengths)
    assert words == ("50 labels in the last axis of its targets (by its target_lengths)", "40")
    words = refusal("ctc_loss", {"log_probs": (50, 2, 20), "targets": (2, 25)}, **lengths)
    assert words == ("at least 30 labels in the last axis of its targets (by its target_lengths)", "25")


def test_the_axes_of_sequences_are_told():
    words = refusal("ctc_loss", {"log_probs": (50,), "targets": (30,)})
    assert words == ("log_probs with 3 or 2 axes (steps × batch × classes, the batch optional)", "1")
    words = refusal("ctc_loss", {"log_probs": (50, 2, 20), "targets": (2, 30, 1)})
    assert words == ("targets with 2 or 1 axes (batch × labels, or all labels in one row)", "3")


def test_a_blank_that_is_no_class_is_told():
    words = refusal("ctc_loss", {"log_probs": (50, 2, 20), "targets": (2, 30)}, blank=20)
    assert words == ("a blank from 0 to 19, as its log_probs have 20 classes", "20")


def test_variances_of_another_shape_are_told():
    words = refusal("gaussian_nll_loss", {"input": (8, 3), "target": (8, 3), "var": (3,)})
    assert words == ("a var of the same shape as its input, (8, 3), or with 1 in one axis of it", "(3,)")
