"""Differences, comparisons and products written by hand."""

from __future__ import annotations

import pytest

import shapeviz

MODEL = "net = nn.Linear(4, 1); x, y = torch.randn(8, 4), torch.randn(8); out = net(x)\n"


@pytest.mark.parametrize(
    "loss",
    [
        "((out - y) ** 2).mean()",
        "torch.abs(y - out).sum()",
        "torch.sqrt(torch.mean(torch.square(out - y)))",
        "-(y * out.sigmoid().log()).mean()",
        "(out.round() == y).float().mean()",
        "(y != out).sum()",
    ],
)
def test_a_column_of_predictions_that_meets_a_row_of_data_is_found(warn, loss: str) -> None:
    (warning,) = warn(MODEL + f"loss = {loss}")
    assert warning.rule == "broadcast-difference" and warning.line == 2
    assert "broadcast to (8, 8)" in warning.message and warning.causes[0].line == 2


def test_the_sentence_names_both_operands(warn) -> None:
    (warning,) = warn(MODEL + "loss = ((out - y) ** 2).mean()")
    assert warning.message == (
        "out (8, 1) and y (8,) broadcast to (8, 8) in sub, so values that do not belong together are combined. "
        "Write y.unsqueeze(1), or out.squeeze(1), so that both have one shape."
    )


def test_a_difference_with_data_is_found_even_if_a_product_follows(warn) -> None:
    (warning,) = warn("x, w, y = torch.randn(9, 2), torch.randn(2, 1), torch.randn(9)\ng = x.T @ (x @ w - y)")
    assert warning.line == 2


def test_a_model_with_more_channels_than_the_data_is_found(warn) -> None:
    (warning,) = warn(
        """
        net = nn.Conv2d(1, 3, 3, padding=1)
        x = torch.rand(4, 1, 8, 8)
        noise = torch.randn_like(x)
        loss = (net(x + noise) - noise).abs().mean()
        """
    )
    assert "Axis 1 is 3 in" in warning.message and "give both one size." in warning.message
    assert warning.causes[0].line == 1


@pytest.mark.parametrize(
    "source",
    [
        "((out - y[:, None]) ** 2).mean()",
        "((out.squeeze(1) - y) ** 2).mean()",
        "(y[:, None] - y).abs().mean()",
        "(out.squeeze(1).unsqueeze(1) - out.squeeze(1)).relu().mean()",
        "F.softplus(-(out - out.T)).mean()",
        "(x - x.mean(1, keepdim=True)).pow(2).mean()",
        "(x[:, None] - x[None]).pow(2).sum(-1).mean()",
        "(torch.arange(8)[:, None] * torch.rand(8)).sin()",
        "(y.view(-1, 1) == y.view(-1, 1).T).float().mean()",
        "((out * 0 + 1) * y[:, None]).sum()",
        "(torch.rand(8)[:, None] * torch.rand(8) * torch.rand(8, 8)).sum()",
        "(out - 0.5).pow(2).mean()",
    ],
)
def test_broadcasting_that_is_asked_for_is_left_alone(warn, source: str) -> None:
    assert warn(MODEL + f"z = {source}") == []


def test_of_arrays_the_warning_speaks_in_the_words_of_numpy() -> None:
    check = shapeviz.check_cell(
        """import numpy as np
kinds = np.ones((8, 1))
guesses = np.argmax(np.eye(8) @ np.eye(8), axis=1)
hits = np.mean(guesses == kinds)
"""
    )
    (warning,) = check.warnings
    assert warning.message == (
        "guesses (8,) and kinds (8, 1) broadcast to (8, 8) in eq, so values that do not belong together are combined. "
        "Write guesses[:, None], or kinds.squeeze(axis=1), so that both have one shape."
    )
    assert [fix.verified for fix in warning.fixes] == [True, True]
