"""Sizes written anew by the names at hand, wherever they were given."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.numbers_in_scope import propose

from .cases import case_of, first_that_runs, mended, ranked

HELPER = """
width, extra = 12, 5

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(extra, extra)

        def block(n_in, n_out):
            return [nn.Linear(n_in, n_out), nn.ReLU()]

        self.body = nn.Sequential(*block(width, 20), *block(20, 30), nn.Linear(30, 1))

    def forward(self, x, y):
        return self.body(torch.cat([x, self.emb(y)], 1))

Net()(torch.randn(4, width), torch.randint(0, extra, (4,)))
"""

BUFFER = """
class Pairs(nn.Module):
    def __init__(self, count):
        super().__init__()
        self.register_buffer("diagonal", torch.eye(count, dtype=torch.bool))

    def forward(self, a, b):
        rows = torch.cat([a, b])
        return (rows @ rows.t()).masked_fill(self.diagonal, 0.0)

Pairs(6)(torch.randn(6, 3), torch.randn(6, 3))
"""

HEADS = """
boxes = [(1, 1), (2, 2), (3, 1)]

class Head(nn.Module):
    def __init__(self, boxes, classes):
        super().__init__()
        self.boxes, self.classes = boxes, classes
        self.out = nn.Conv2d(8, boxes * (classes + 3), 1)

    def forward(self, x):
        n, _, h, w = x.shape
        return self.out(x).view(n, self.boxes, self.classes + 4, h, w)

Head(len(boxes), 7)(torch.randn(2, 8, 5, 5)).split([4, 7], 2)
"""

SHUFFLE = """
class Up(nn.Module):
    def __init__(self, factor, channels=3):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(8, channels * factor, 3, padding=1), nn.PixelShuffle(factor))

    def forward(self, x):
        return self.body(x)

Up(factor=5)(torch.randn(1, 8, 4, 4))
"""

OTHER_AXIS = """
points = torch.randn(30, 4)

def gram(a):
    return a.T @ a + 0.1 * torch.eye(a.shape[0])

gram(points)
"""

LITERAL = """
heads = nn.ModuleDict({"one": nn.Linear(16, 2), "two": nn.Linear(32, 3)})
x = torch.randn(4, 16)
heads["one"](x), heads["two"](x)
"""

DEFINED_LATER = """
rows = 9
columns = 4
table = torch.zeros(rows, 2)
table + torch.ones(columns, 2)
"""


def test_the_argument_of_a_helper_gets_the_name_that_was_forgotten() -> None:
    case = case_of(HELPER)
    first = first_that_runs(case, propose)
    assert first.title == "Write `width + extra` in place of `width`"
    assert first.reason == "body[0] (Linear) was given the size 12 by `width`, but 17 would fit."
    assert "*block(width + extra, 20), *block(20, 30)" in mended(case, first)


def test_a_buffer_is_made_as_large_as_what_it_meets() -> None:
    case = case_of(BUFFER)
    first = first_that_runs(case, propose)
    assert first.title == "Write `2 * count` in place of `count`"
    assert first.reason == "masked_fill would take 12 where 6 comes to it, and 6 comes from `count`."
    assert "torch.eye(2 * count, dtype=torch.bool)" in mended(case, first)


def test_a_number_that_the_source_writes_elsewhere_replaces_another() -> None:
    case = case_of(HEADS)
    first = first_that_runs(case, propose)
    assert "boxes * (classes + 4), 1)" in mended(case, first)
    assert first.line == 7


def test_a_factor_that_counts_twice_is_squared() -> None:
    case = case_of(SHUFFLE)
    first = first_that_runs(case, propose)
    assert "nn.Conv2d(8, channels * factor ** 2, 3, padding=1)" in mended(case, first)


def test_another_axis_of_the_same_tensor_is_read() -> None:
    case = case_of(OTHER_AXIS)
    first = first_that_runs(case, propose)
    assert "torch.eye(a.shape[1])" in mended(case, first)


def test_a_number_is_replaced_by_a_number() -> None:
    case = case_of(LITERAL)
    first = first_that_runs(case, propose)
    assert '"two": nn.Linear(16, 3)' in mended(case, first)


def test_a_name_is_not_used_before_it_is_set() -> None:
    case = case_of(DEFINED_LATER)
    texts = [mended(case, proposal) for proposal in ranked(case, propose)]
    assert any("torch.zeros(columns, 2)" in text for text in texts)
    assert not any("rows = columns" in text for text in texts)
