"""Two sizes of one call in the wrong order."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.argument_order import propose

from .cases import case_of, first_that_runs, mended, ranked

RECURRENT = """
class Letters(nn.Module):
    def __init__(self, letters, hidden=24):
        super().__init__()
        self.rnn = nn.GRU(hidden, len(letters), batch_first=True)
        self.out = nn.Linear(hidden, len(letters))

    def forward(self, x):
        return self.out(self.rnn(x)[0])

letters = tuple(set("the lazy dog"))
Letters(letters)(torch.randn(2, 5, len(letters)))
"""

FUNCTION = """
def dense(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, n_out), nn.ReLU())

model = nn.Sequential(dense(20, 10), dense(20, 3))
model(torch.randn(4, 10))
"""

EQUAL = """
layer = nn.Linear(8, 8)
layer(torch.randn(2, 6))
"""


def test_the_sizes_of_a_layer_are_exchanged() -> None:
    case = case_of(RECURRENT)
    first = first_that_runs(case, propose)
    assert first.title == "Exchange `hidden` and `len(letters)`"
    assert first.reason == (
        "rnn (GRU) has the size 24 where 11 would fit, and the same call is given 11 as `len(letters)`: "
        "the two are in the wrong order."
    )
    assert "nn.GRU(len(letters), hidden, batch_first=True)" in mended(case, first)


def test_the_arguments_of_a_function_are_exchanged() -> None:
    case = case_of(FUNCTION)
    first = first_that_runs(case, propose)
    assert "nn.Sequential(dense(10, 20), dense(20, 3))" in mended(case, first)


def test_sizes_of_which_none_fits_stay() -> None:
    assert ranked(case_of(EQUAL), propose) == []


def test_an_assignment_of_several_names_has_no_order_to_mistake() -> None:
    case = case_of("rows, inner = 5, 7\ntorch.zeros(rows, inner) @ torch.zeros(rows, 3)")
    assert all("rows, inner = 5, 7" in mended(case, proposal) for proposal in ranked(case, propose))
