"""Losses whose two operands broadcast."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.filterwarnings("ignore:Using a target size")

COLUMN = """
model = nn.Linear(4, 1)
x, y = torch.randn(8, 4), torch.randn(8)
pred = model(x)
loss = nn.MSELoss()(pred, y)
"""


def test_a_column_against_a_row_is_told_with_both_ways_out(warn) -> None:
    (warning,) = warn(COLUMN)
    assert warning.rule == "broadcast-loss" and warning.line == 4
    assert warning.message == (
        "MSELoss compares pred (8, 1) with y (8,): they broadcast to (8, 8), so values that do not belong together "
        "are compared. Write y.unsqueeze(1), or pred.squeeze(1), so that both have one shape."
    )


def test_the_line_of_the_loss_comes_before_those_that_made_the_shapes(warn) -> None:
    (warning,) = warn(COLUMN)
    assert [(cause.line, cause.text) for cause in warning.causes] == [
        (4, "loss = nn.MSELoss()(pred, y)"),
        (3, "pred = model(x)"),
        (2, "x, y = torch.randn(8, 4), torch.randn(8)"),
    ]


@pytest.mark.parametrize("loss", ["mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"])
def test_maps_with_and_without_a_channel_axis_are_found(warn, loss: str) -> None:
    (warning,) = warn(f"F.{loss}(nn.Conv2d(3, 1, 1)(torch.rand(2, 3, 8, 9)), torch.rand(2, 8, 9))")
    assert "broadcast to (2, 2, 8, 9)" in warning.message and ".unsqueeze(1)" in warning.message


def test_another_number_of_channels_is_blamed_on_the_layer(warn) -> None:
    (warning,) = warn(
        """
        class Net(nn.Module):
            def __init__(self, width, channels=3):
                super().__init__()
                self.last = nn.Conv2d(1, channels, 1)

            def forward(self, x):
                return self.last(x)

        x = torch.rand(4, 1, 8, 8)
        guess = Net(16)(x)
        loss = F.mse_loss(guess, x)
        """
    )
    assert "Axis 1 is 3 in guess and 1 in x: give both one size." in warning.message
    assert [cause.line for cause in warning.causes[:2]] == [2, 4]


@pytest.mark.parametrize(
    "source",
    [
        "F.mse_loss(torch.rand(4, 1), torch.rand(4, 1))",
        "F.mse_loss(torch.rand(1, 1), torch.rand(1))",
        "F.mse_loss(torch.rand(4, 3), torch.tensor(1.0))",
        "F.cross_entropy(torch.rand(4, 3), torch.randint(0, 3, (4,)))",
    ],
)
def test_equal_shapes_and_single_values_are_no_matter(warn, source: str) -> None:
    assert warn(source) == []
