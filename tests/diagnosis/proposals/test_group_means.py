"""A mean over the members of each group."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.group_means import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs


def test_the_members_of_a_group_get_their_axis_by_the_name_that_holds_their_number() -> None:
    proposal = first_that_runs(
        case_of("""
            classes, shots = 5, 3
            known, asked = torch.rand(classes * shots, 8), torch.rand(4, 8)
            centres = known.view(classes, -1).mean(1, keepdim=True)
            assert torch.cdist(asked, centres).shape == (4, 5)
        """),
        propose,
    )
    assert proposal.edits[0].new in (
        "centres = known.view(classes, shots, -1).mean(1)",
        "centres = known.view(classes, 3, -1).mean(1)",
    )
    assert proposal.title == "Take the mean over the 3 members of each group"
    assert proposal.reason == (
        "`view` makes (5, 24) of (15, 8), so that `mean` goes over the features too; with an axis for the 3 members of "
        "each group it gives (5, 8)."
    )
