"""`F.pad` with its numbers in the wrong places."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.pads import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs

PADDED = """
skip = torch.rand(1, 4, 16, 18)
low = torch.rand(1, 4, 18, 21)
dh, dw = low.shape[2] - skip.shape[2], low.shape[3] - skip.shape[3]
skip = F.pad(skip, [dh // 2, dh - dh // 2,
                    dw // 2, dw - dw // 2])
both = torch.cat([skip, low], dim=1)
"""

COLLATED = """
def collate(batch):
    longest = max(len(frames) for frames in batch)
    return torch.stack([F.pad(frames, (0, longest - len(frames))) for frames in batch])

clips = [torch.rand(5, 4), torch.rand(7, 4)]
loader = torch.utils.data.DataLoader(clips, batch_size=2, collate_fn=collate)
for clip in loader:
    clip.mean()
"""


def test_the_pairs_of_a_padding_are_exchanged_over_two_lines() -> None:
    proposal = first_that_runs(case_of(PADDED), propose)
    assert [(edit.line, edit.new.strip()) for edit in proposal.edits] == [
        (4, "skip = F.pad(skip, [dw // 2, dw - dw // 2,"),
        (5, "dh // 2, dh - dh // 2])"),
    ]
    assert proposal.title == "Give pad the width before the height"
    assert proposal.reason == (
        "`F.pad` takes the last axis first: its first two numbers are for the width, the next two for the height, "
        "and here they stand the other way round."
    )


def test_two_numbers_for_the_last_axis_are_given_to_the_one_before() -> None:
    case = case_of("a, b = torch.rand(5, 4), torch.rand(7, 4)\ntorch.stack([F.pad(a, (0, 2)), b])")
    proposal = first_that_runs(case, propose)
    assert proposal.edits[0].new == "torch.stack([F.pad(a, (0, 0, 0, 2)), b])"
    assert proposal.title == "Pad axis 0, not the last"
    assert proposal.reason == (
        "`F.pad` takes the last axis first, so two numbers alone pad the last axis, not axis 0. "
        "Padded so, the tensors have the shapes (5, 6) and (7, 4)."
    )


def test_a_padding_is_found_in_a_function_whose_calls_are_not_drawn() -> None:
    proposal = first_that_runs(case_of(COLLATED), propose)
    assert "F.pad(frames, (0, 0, 0, longest - len(frames)))" in proposal.edits[0].new
