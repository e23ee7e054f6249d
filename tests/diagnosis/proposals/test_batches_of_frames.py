"""Clips that go into a layer for pictures."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.batches_of_frames import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked

CLIPS = """
class Frame(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3)

    def forward(self, x):
        return self.conv(x).mean((-2, -1))

class Clip(nn.Module):
    def __init__(self):
        super().__init__()
        self.frame = Frame()
        self.rnn = nn.GRU(6, 4, batch_first=True)

    def forward(self, clip):
        n, length, channels, height, width = clip.shape
        found = self.frame({argument})
        return self.rnn(found)[0].view(n, length, 4)

Clip()(torch.rand(2, 5, 3, 8, 8))
"""


def test_the_module_of_one_frame_is_called_with_all_frames_as_one_batch() -> None:
    proposal = first_that_runs(case_of(CLIPS.format(argument="clip")), propose)
    assert proposal.edits[0].new.strip() == "found = self.frame(clip.flatten(0, 1)).unflatten(0, clip.shape[:2])"
    assert proposal.title == "Call self.frame frame by frame"
    assert proposal.reason == (
        "`clip` has the shape (2, 5, 3, 8, 8), 1 axis more than conv (Conv2d) takes: all frames go through it as one "
        "batch of 10, and are put together again behind it."
    )


def test_an_expression_is_written_once_and_its_sizes_as_numbers() -> None:
    proposal = first_that_runs(case_of(CLIPS.format(argument="clip * 2")), propose)
    assert proposal.edits[0].new.strip() == "found = self.frame((clip * 2).flatten(0, 1)).unflatten(0, (2, 5))"


def test_wrong_channels_are_no_frames() -> None:
    assert ranked(case_of("nn.Conv2d(3, 6, 3)(torch.rand(2, 5, 4, 8, 8))"), propose) == []


def test_an_axis_of_size_one_makes_no_clip() -> None:
    assert ranked(case_of("nn.Conv2d(3, 6, 3)(torch.rand(2, 1, 3, 8, 8))"), propose) == []
