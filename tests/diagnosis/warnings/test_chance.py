"""Sizes that meet by chance: in one tensor, or with the batch."""

from __future__ import annotations

import pytest


def test_a_row_mean_that_is_taken_off_the_columns_is_found(warn) -> None:
    (warning,) = warn("x = torch.rand(6, 6)\nm = x.mean(dim=1)\ny = x - m")
    assert (warning.rule, warning.line) == ("equal-by-chance", 3)
    assert warning.message == (
        "m (6,) lost axis 1 in mean, so in sub it meets the last axis of x (6, 6), which is another one and only "
        "happens to be 6 too. Write keepdim=True."
    )
    assert [cause.line for cause in warning.causes] == [2, 3]


def test_a_state_that_is_made_for_the_steps_is_found_by_another_batch(warn) -> None:
    (warning,) = warn(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.rnn = nn.GRU(5, 8, batch_first=True)

            def forward(self, x):
                return self.rnn(x, torch.zeros(1, x.size(1), 8))[0]

        y = Net()(torch.randn(6, 6, 5))
        """
    )
    assert warning.line == 7
    assert warning.message.startswith("This works only because N and L are both 6: at N = 3, rnn (GRU) expects")


def test_classes_that_are_compared_with_samples_are_found_by_another_batch(warn) -> None:
    (warning,) = warn(
        """
        net = nn.Linear(8, 5)
        x, y = torch.randn(5, 8), torch.randint(0, 5, (5,))
        guess = net(x).argmax(0)
        right = (guess == y).sum()
        """
    )
    assert (warning.line, [cause.line for cause in warning.causes]) == (4, [3, 4])
    assert warning.message.startswith("This works only because N and the size that net gives are both 5: at N = 3, eq")


@pytest.mark.parametrize(
    "source",
    [
        "x = torch.rand(6, 6)\ny = (x - x.mean(0)) / x.std(1, keepdim=True)",
        "a = torch.rand(6, 6)\nd = a.sum(1)\ny = d.unsqueeze(1) * a * d",
        "a, x = torch.rand(6, 6), torch.rand(6, 6)\ny = nn.Linear(6, 6)(a @ x)",
        "x, y = torch.randn(5, 8), torch.randint(0, 5, (5,))\nz = (nn.Linear(8, 5)(x).argmax(1) == y).sum()",
        "x = torch.randn(4, 4, 5)\ny = nn.GRU(5, 4, batch_first=True)(x)[0]",
    ],
)
def test_sizes_that_must_be_equal_are_left_alone(warn, source: str) -> None:
    assert warn(source) == []
