"""Softmax along the wrong axis, and losses that take it themselves."""

from __future__ import annotations

import pytest

HEAD = "x, y = torch.randn(6, 8), torch.randint(0, 4, (6,)); net = nn.Linear(8, 4)\n"


def rules(warnings) -> list[tuple[str, int | None]]:
    return [(warning.rule, warning.line) for warning in warnings]


def test_a_softmax_over_the_samples_is_found(warn) -> None:
    (warning,) = warn(HEAD + "logits = net(x)\np = F.softmax(logits, dim=0)")
    assert (warning.rule, warning.line) == ("softmax-over-batch", 3)
    assert warning.message == (
        "softmax runs over axis 0 of logits (6, 4), which is the batch: the samples compete with one another, and the "
        "4 values of one sample do not add up to 1. Write dim=1."
    )


def test_the_layer_of_a_softmax_without_an_axis_is_the_line_to_edit(warn) -> None:
    (warning,) = warn("soft = nn.Softmax(dim=0)\np = soft(nn.Linear(3, 4)(torch.randn(5, 3)))")
    assert warning.line == 2 and [cause.line for cause in warning.causes] == [1]


def test_a_softmax_over_one_output_unit_is_found(warn) -> None:
    (warning,) = warn("z = nn.Linear(8, 1)(torch.randn(6, 8))\np = z.log_softmax(dim=1)")
    assert (warning.rule, warning.line) == ("softmax-over-one", 2)
    assert warning.message == (
        "log_softmax runs over axis 1 of z (6, 1), which is a single value: the result is 0 everywhere and has no "
        "gradient. Name the axis whose values compete; for a single output unit use sigmoid."
    )


def test_attention_weights_that_do_not_add_up_over_the_keys_are_found(warn) -> None:
    (warning,) = warn("q = torch.randn(2, 5, 8)\ns = q @ q.transpose(1, 2) / 3\ny = s.softmax(1) @ q")
    assert (warning.rule, warning.line) == ("softmax-over-queries", 3)
    assert warning.message == (
        "softmax runs over axis 1 of s (2, 5, 5), but the product after it adds up the last axis: the weights of one "
        "query do not add up to 1. Write dim=-1."
    )


def test_a_softmax_before_a_loss_that_takes_it_itself_is_found(warn) -> None:
    (warning,) = warn(HEAD + "p = net(x).softmax(1)\nloss = F.cross_entropy(p, y)")
    assert (warning.rule, warning.line, warning.causes[0].line) == ("softmax-twice", 3, 2)
    assert warning.message == (
        "cross_entropy gets p after softmax: cross_entropy takes the softmax itself, so it is taken twice. "
        "Give it the raw scores."
    )


def test_a_negative_log_likelihood_without_logarithms_is_found(warn) -> None:
    assert rules(warn(HEAD + "loss = F.nll_loss(net(x), y)")) == [("nll-without-log-softmax", 2)]
    assert rules(warn(HEAD + "p = net(x).softmax(1)\nloss = F.nll_loss(p, y)")) == [("nll-without-log-softmax", 3)]


@pytest.mark.parametrize(
    "source",
    [
        "F.nll_loss(net(x).log_softmax(1), y)",
        "F.cross_entropy(net(x), y)",
        "F.cross_entropy(net(x).log_softmax(1), y)",
        "net(x[0]).softmax(0)",
        "(nn.Linear(8, 1)(x).softmax(dim=0) * x).sum(0)",
        "(nn.Linear(8, 3)(x).softmax(dim=0).T @ x)",
        "torch.softmax(torch.randn(4, 1) @ torch.randn(1, 1), dim=-1)",
        "(x @ x.T).softmax(-1) @ x",
        "x.T.softmax(-1) @ x",
        "-F.nll_loss(net(x), y, reduction='none')",
    ],
)
def test_a_softmax_where_it_belongs_is_left_alone(warn, source: str) -> None:
    assert warn(HEAD + f"z = {source}") == []
