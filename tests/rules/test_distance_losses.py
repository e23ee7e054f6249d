"""Losses over distances take vectors that lie in one space."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=120, derandomize=True, deadline=None)
F, nn = torch.nn.functional, torch.nn
REDUCTIONS = st.sampled_from(["mean", "sum", "none"])


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@given(data=st.data())
@examples
def test_cosine_embedding_loss_takes_what_torch_takes(oracle, near, meta, data):
    first = data.draw(st.sampled_from([(4, 3), (3,), (1, 3)]))
    target = data.draw(near(first[:-1]))
    second = data.draw(near(first))
    first = data.draw(st.sampled_from([first, data.draw(near(first))]))
    reduction = data.draw(REDUCTIONS)
    oracle.function(F.cosine_embedding_loss, meta(first), meta(second), meta(target), reduction=reduction)


@pytest.mark.parametrize("loss", [F.triplet_margin_loss, F.triplet_margin_with_distance_loss])
@given(data=st.data())
@settings(max_examples=80, derandomize=True, deadline=None)
def test_triplet_losses_take_what_torch_takes(oracle, near, meta, data, loss):
    anchor = data.draw(st.sampled_from([(4, 3), (3,), (), (1, 3), (2, 1, 3)]))
    others = [meta(data.draw(near(data.draw(st.sampled_from([anchor, (4, 3)]))))) for _ in range(2)]
    arguments = {"swap": data.draw(st.booleans()), "reduction": data.draw(REDUCTIONS)}
    oracle.function(loss, meta(anchor), *others, **arguments)


@pytest.mark.parametrize("layer", [nn.TripletMarginLoss, nn.TripletMarginWithDistanceLoss, nn.CosineEmbeddingLoss])
@given(data=st.data())
@settings(max_examples=30, derandomize=True, deadline=None)
def test_layers_of_distances_take_what_torch_takes(oracle, near, meta, data, layer):
    third = (4,) if layer is nn.CosineEmbeddingLoss else (4, 3)
    oracle.module(layer, meta((4, 3)), meta(data.draw(near((4, 3)))), meta(data.draw(near(third))))


def test_a_distance_of_ones_own_is_not_judged():
    operands = {"anchor": (4, 3), "positive": (4, 5), "negative": (4, 3)}
    assert judge(Call("triplet_margin_loss", operands, {"distance_function": max})) is None


def test_the_number_of_labels_is_told():
    words = refusal("cosine_embedding_loss", {"input1": (8, 3), "input2": (8, 3), "target": (4,)})
    assert words == ("8 labels in its target, one for each pair of its inputs", "4")


def test_a_column_of_labels_is_told():
    words = refusal("cosine_embedding_loss", {"input1": (8, 3), "input2": (8, 3), "target": (8, 1)})
    assert words == ("a target with 1 axis (one label for each pair of its inputs)", "2")


def test_the_features_of_a_positive_are_told():
    words = refusal("triplet_margin_loss", {"anchor": (8, 3), "positive": (8, 4), "negative": (8, 3)})
    assert words == ("equal sizes (or 1) in axis 1 of anchor and positive", "3 and 4")


def test_the_axes_of_a_negative_are_told():
    words = refusal("triplet_margin_loss", {"anchor": (8, 3), "positive": (8, 3), "negative": (3,)})
    assert words == ("a negative with 2 axes (as its anchor)", "1")


def test_batches_that_only_the_anchor_joins_are_told():
    words = refusal("triplet_margin_loss", {"anchor": (1, 3), "positive": (8, 3), "negative": (4, 3)})
    assert words == ("equal sizes (or 1) in axis 0 of positive and negative", "8 and 4")
