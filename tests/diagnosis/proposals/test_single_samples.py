"""A sample without a batch axis."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.single_samples import propose
from tests.diagnosis.proposals.cases import case_of, mended, ranked, runs


def test_a_single_picture_gets_its_batch_axis_where_it_goes_into_the_model_and_then_where_it_is_made() -> None:
    case = case_of("""
        net = nn.Sequential(nn.Flatten(), nn.Linear(64, 4))
        net(torch.rand(5, 8, 8))
        single = torch.rand(8, 8)
        guess = net(single).argmax()
    """)
    first, second = ranked(case, propose)[:2]
    assert (first.line, first.edits[0].new) == (4, "guess = net(single.unsqueeze(0)).argmax()")
    assert (second.line, second.edits[0].new) == (3, "single = torch.rand(8, 8).unsqueeze(0)")
    assert runs(mended(case, first)) and runs(mended(case, second))
    assert first.reason == (
        "`single` has 2 axes: it is a single sample without a batch axis, and net[1] (Linear) takes a batch."
    )
