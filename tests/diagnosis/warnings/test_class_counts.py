"""Models that give another number of classes than they were told."""

from __future__ import annotations

CELL = """
class Net(nn.Module):
    def __init__(self, num_classes, width=16):
        super().__init__()
        self.body = nn.Linear(8, width)
        self.head = {head}

    def forward(self, x):
        return self.head(self.body(x))

loss = F.cross_entropy(Net(10)(torch.randn(4, 8)), torch.randint(0, 10, (4,)))
"""


def test_a_head_without_the_classes_it_was_told_is_found(warn) -> None:
    (warning,) = warn(CELL.format(head="nn.LayerNorm(width)"))
    assert (warning.rule, warning.line) == ("class-count", 8)
    assert warning.message == (
        "head gives 16 classes to cross_entropy, but num_classes is 10 and the model never uses it. "
        "Let the last layer give num_classes values."
    )
    assert warning.causes[0].line == 5


def test_a_head_with_its_classes_is_left_alone(warn) -> None:
    assert warn(CELL.format(head="nn.Linear(width, num_classes)")) == []
    assert warn(CELL.format(head="nn.Linear(width, 10)")) == []
