"""Views where axes were to be moved."""

from __future__ import annotations

import pytest

HEAD = "x = torch.randn(4, 6, 10)\n"


@pytest.mark.parametrize(
    ("call", "instead"),
    [
        ("x.view(4, 10, 6)", "transpose(1, 2)"),
        ("x.reshape(6, 4, 10)", "transpose(0, 1)"),
        ("torch.randn(2, 3, 8, 9).reshape(2, 8, 9, 3)", "permute(0, 2, 3, 1)"),
        ("torch.randn(8, 16, 16, 3).view(8, 3, 16, 16)", "permute(0, 3, 1, 2)"),
    ],
)
def test_a_view_with_the_same_sizes_in_another_order_is_found(warn, call: str, instead: str) -> None:
    (warning,) = warn(HEAD + f"y = {call}")
    assert warning.rule == "view-for-permute" and warning.line == 2
    assert warning.message.endswith(f"so they land in other places. Write {instead}.")


def test_heads_split_off_before_the_steps_are_found(warn) -> None:
    (warning,) = warn(HEAD + "n, t, c = x.shape\nh = x.view(n, 2, t, c // 2)")
    assert warning.message == (
        "view of x (4, 6, 10) as (4, 2, 6, 5) mixes positions with heads: the 2 heads lie in the last axis. "
        "Write view(4, 6, 2, 5).transpose(1, 2)."
    )


def test_heads_joined_while_they_lie_before_the_steps_are_found(warn) -> None:
    (warning,) = warn("h = torch.randn(4, 2, 6, 5)\nn = h.size(0)\ny = h.reshape(n, h.size(2), -1)")
    assert warning.line == 3
    assert warning.message == (
        "reshape of h (4, 2, 6, 5) as (4, 6, 10) mixes positions with heads: axis 1 still holds the 2 heads. "
        "Write transpose(1, 2) before it."
    )


def test_final_states_of_two_directions_joined_across_samples_are_found(warn) -> None:
    (warning,) = warn(HEAD + "_, h = nn.GRU(10, 3, bidirectional=True, batch_first=True)(x)\ny = h.view(4, 6)")
    assert warning.message == (
        "view of h (2, 4, 3) as (4, 6) joins states of different samples, as the batch is axis 1. "
        "Write transpose(0, 1).reshape(4, 6)."
    )


def test_a_flattening_that_cuts_the_batch_is_found(warn) -> None:
    (warning,) = warn(
        "z = nn.MaxPool2d(2)(torch.randn(4, 16, 20, 20))\ny = nn.Linear(16 * 5 * 5, 3)(z.view(-1, 16 * 5 * 5))"
    )
    assert warning.rule == "view-cuts-batch" and warning.line == 2
    assert warning.message == (
        "view of z (4, 16, 10, 10) as (16, 400) makes 16 rows of 4 samples: one sample has 1600 values, not 400. "
        "Write flatten(1), and give the layer that follows 1600 input features."
    )


@pytest.mark.parametrize(
    "source",
    [
        "x.view(4, 6, 2, 5).transpose(1, 2)",
        "x.transpose(1, 2).reshape(4, 10, 6)",
        "x.view(4, -1)",
        "x.view(-1, 10)",
        "torch.randn(1, 8).view(8, 1)",
        "torch.arange(12).reshape(3, 4).reshape(4, 3)",
        "torch.randn(2, 4, 5, 7).view(2, 2, 2, 5, 7).transpose(1, 2).reshape(2, 4, 5, 7)",
        "torch.cat([torch.zeros(2, 5, 1), torch.rand(2, 5, 7)], -1).view(2, 8, 5)[:, 1:].view(2, 5, 7)",
        "x.view(4, 2, 3, 10).permute(0, 2, 1, 3).reshape(-1, 2, 10)",
    ],
)
def test_views_that_keep_the_order_are_left_alone(warn, source: str) -> None:
    assert warn(HEAD + f"y = {source}") == []
