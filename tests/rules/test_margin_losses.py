"""Margin losses take targets that go with their scores."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)
F, nn = torch.nn.functional, torch.nn
REDUCTIONS = st.sampled_from(["mean", "sum", "none"])
SCORES = st.sampled_from([(), (3,), (4, 3), (1, 3), (4, 1)])


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@examples
def test_multi_margin_loss_takes_what_torch_takes(cpu_oracle, near, meta, data):
    # The meta device gives the one loss of a row without a batch another shape.
    scores = data.draw(SCORES)
    target = data.draw(near(scores[:-1]))
    scores = data.draw(st.sampled_from([scores, data.draw(near(scores))]))
    weight = data.draw(st.sampled_from([None, meta(data.draw(near((3,))))]))
    arguments = {"weight": weight, "reduction": data.draw(REDUCTIONS)}
    cpu_oracle.function(F.multi_margin_loss, meta(scores), meta(target, torch.int64), **arguments)


@given(data=st.data())
@examples
def test_multilabel_margin_loss_takes_what_torch_takes(cpu_oracle, near, meta, data):
    scores = data.draw(SCORES)
    target = data.draw(near(scores))
    scores = data.draw(st.sampled_from([scores, data.draw(near(scores))]))
    reduction = data.draw(REDUCTIONS)
    cpu_oracle.function(F.multilabel_margin_loss, meta(scores), meta(target, torch.int64), reduction=reduction)


@given(data=st.data())
@examples
def test_multilabel_soft_margin_loss_takes_what_torch_takes(oracle, near, meta, data):
    scores = data.draw(st.sampled_from([(), (3,), (4, 3), (4, 2, 3)]))
    target = data.draw(near(scores[data.draw(st.integers(0, 1)) :]))
    weight = data.draw(st.sampled_from([None, meta(data.draw(near((3,))))]))
    arguments = {"weight": weight, "reduction": data.draw(REDUCTIONS)}
    oracle.function(F.multilabel_soft_margin_loss, meta(scores), meta(target), **arguments)


@given(data=st.data())
@examples
def test_soft_margin_loss_takes_what_torch_takes(cpu_oracle, near, meta, data):
    # The meta device lets a target be larger than the input.
    shape = data.draw(st.lists(st.integers(0, 3), max_size=3).map(tuple))
    target = data.draw(near(shape[data.draw(st.integers(0, 1)) :]))
    cpu_oracle.function(F.soft_margin_loss, meta(shape), meta(target), reduction=data.draw(REDUCTIONS))


@given(data=st.data())
@examples
def test_margin_ranking_loss_takes_what_torch_takes(oracle, near, meta, data):
    shape = data.draw(st.lists(st.integers(0, 3), max_size=2).map(tuple))
    others = [meta(data.draw(near(shape))) for _ in range(2)]
    oracle.function(F.margin_ranking_loss, meta(shape), *others, reduction=data.draw(REDUCTIONS))


@pytest.mark.parametrize("layer", [nn.MultiMarginLoss, nn.MultiLabelMarginLoss])
@given(data=st.data())
@settings(max_examples=25, derandomize=True, deadline=None)
def test_margin_layers_of_class_indices_take_what_torch_takes(cpu_oracle, near, meta, data, layer):
    target = data.draw(near((4, 3) if layer is nn.MultiLabelMarginLoss else (4,)))
    cpu_oracle.module(layer, meta((4, 3)), meta(target, torch.int64))


@pytest.mark.parametrize("layer", [nn.MultiLabelSoftMarginLoss, nn.SoftMarginLoss])
@given(data=st.data())
@settings(max_examples=25, derandomize=True, deadline=None)
def test_soft_margin_layers_take_what_torch_takes(cpu_oracle, near, meta, data, layer):
    cpu_oracle.module(layer, meta((4, 3)), meta(data.draw(near((4, 3)))))


@given(data=st.data())
@settings(max_examples=25, derandomize=True, deadline=None)
def test_the_ranking_layer_takes_what_torch_takes(oracle, near, meta, data):
    oracle.module(nn.MarginRankingLoss, meta((4,)), meta(data.draw(near((4,)))), meta((4,)))


def test_the_axes_of_scores_are_told():
    words = refusal("multi_margin_loss", {"input": (8, 3, 4), "target": (8,)})
    assert words == ("an input with 2 or 1 axes (batch × classes, the batch optional)", "3")


def test_the_number_of_class_indices_is_told():
    words = refusal("multi_margin_loss", {"input": (8, 3), "target": (4,)})
    assert words == ("8 class indices in its target, one for each row of its input", "4")


def test_weights_of_classes_are_told():
    words = refusal("multi_margin_loss", {"input": (8, 3), "target": (8,), "weight": (4,)})
    assert words == ("a weight of shape (3,) (one number for each class of its input)", "(4,)")


def test_several_labels_for_each_row_are_told():
    words = refusal("multilabel_margin_loss", {"input": (8, 3), "target": (8,)})
    assert words == ("a target of shape (8, 3) (the class indices of each row, filled up with -1)", "(8,)")


def test_a_target_larger_than_its_input_is_told():
    words = refusal("soft_margin_loss", {"input": (8, 1), "target": (8, 3)})
    assert words == ("a target that broadcasts to the shape of its input, (8, 1)", "(8, 3)")


def test_the_axes_of_a_ranking_are_told():
    words = refusal("margin_ranking_loss", {"input1": (8,), "input2": (8,), "target": (8, 1)})
    assert words == ("a target with 1 axis (as its input1)", "2")


def test_a_ranking_that_does_not_broadcast_is_told():
    words = refusal("margin_ranking_loss", {"input1": (8,), "input2": (7,), "target": (8,)})
    assert words == ("equal sizes (or 1) in axis 0 of input1 and input2", "8 and 7")


def test_scores_without_an_axis_of_classes_are_told():
    words = refusal("multilabel_soft_margin_loss", {"input": (), "target": ()})
    assert words == ("an input with at least 1 axis", "0")
