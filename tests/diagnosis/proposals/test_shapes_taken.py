"""A layer that took as many values in another shape before."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.shapes_taken import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs


def test_flat_rows_get_the_shape_of_the_pictures_that_the_layer_took_before() -> None:
    proposal = first_that_runs(
        case_of("""
            critic = nn.Conv2d(1, 8, 3)
            real, fake = torch.rand(16, 1, 28, 28), torch.rand(16, 784)
            good = critic(real)
            bad = critic(fake)
        """),
        propose,
    )
    assert proposal.edits[0].new == "bad = critic(fake.view(-1, 1, 28, 28))"
    assert proposal.reason == (
        "critic (Conv2d) took (16, 1, 28, 28) before, and here it gets (16, 784): each sample has as many values, in "
        "other axes."
    )
