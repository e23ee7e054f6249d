"""A last convolution that leaves a map where one score is wanted."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.whole_maps import propose

from .cases import case_of, first_that_runs, mended, ranked

CRITIC = """
critic = nn.Sequential(
    nn.Conv2d(3, 8, 4, 2, 1), nn.ReLU(),
    nn.Conv2d(8, 1, 4, stride=2, padding=1), nn.Sigmoid(),
)
scores = critic(torch.rand(5, 3, 12, 12)).view(-1)
nn.BCELoss()(scores, torch.ones(5))
"""

VECTOR = """
nn.MSELoss()(nn.Linear(3, 4)(torch.rand(5, 3)), torch.ones(5, 7))
"""


def test_the_last_window_covers_the_map() -> None:
    case = case_of(CRITIC)
    first = first_that_runs(case, propose)
    assert first.title == "Let critic[2] see all of its input at once"
    assert first.reason == (
        "BCELoss has 5 targets, but critic[2] (Conv2d) gives (5, 1, 3, 3), 45 scores: "
        "a window of 6 × 6 leaves one for each sample."
    )
    assert "nn.Conv2d(8, 1, 6, stride=1, padding=0), nn.Sigmoid()," in mended(case, first)


def test_without_a_convolution_nothing_is_proposed() -> None:
    assert ranked(case_of(VECTOR), propose) == []
