"""Layers made in a loop that never hands their size on."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.loops import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, mended, ranked

MLP = """
class Net(nn.Module):
    def __init__(self, size, widths):
        super().__init__()
        layers = []
        for width in widths:
            layers.append(nn.Linear(size, width))
            layers.append(nn.ReLU())
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)

Net(12, [64, 32, 16])(torch.randn(5, 12))
"""


def test_the_size_is_handed_on_at_the_end_of_the_loop() -> None:
    case = case_of(MLP)
    proposal = first_that_runs(case, propose)
    assert mended(case, proposal).split("\n")[5:9] == [
        "            layers.append(nn.Linear(size, width))",
        "            layers.append(nn.ReLU())",
        "            size = width",
        "        self.net = nn.Sequential(*layers)",
    ]
    assert proposal.title == "Hand `width` on to the next round"
    assert proposal.reason == (
        "net[2] (Linear) is made for 12, as the first layer of the loop is: the loop in line 5 never sets `size` to "
        "what the layer before gives, 64 here."
    )


def test_a_loop_that_sets_the_size_is_left_alone() -> None:
    wrong = MLP.replace("            layers.append(nn.ReLU())", "            size = 2 * width")
    assert ranked(case_of(wrong), propose) == []
