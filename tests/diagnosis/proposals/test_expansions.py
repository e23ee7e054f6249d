"""A token expanded to the batch."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.expansions import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs


def test_a_learned_token_is_expanded_to_the_batch_by_a_name_of_the_function() -> None:
    proposal = first_that_runs(
        case_of("""
            class Tokens(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.first = nn.Parameter(torch.zeros(1, 1, 8))

                def forward(self, images):
                    tokens = images.flatten(2).transpose(1, 2)
                    return torch.cat([self.first, tokens], dim=1)

            Tokens()(torch.rand(3, 8, 4, 4))
        """),
        propose,
    )
    assert proposal.edits[0].new.strip() == (
        "return torch.cat([self.first.expand(len(images), -1, -1), tokens], dim=1)"
    )
    assert proposal.title == "Expand `self.first` to the batch"
