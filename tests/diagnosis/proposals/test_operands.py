"""Bringing an operand into the form that the failing call takes."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.operands import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, mended, ranked, runs

NO_FLATTEN = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4 * 8 * 8, 10)

    def forward(self, x):
        x = torch.relu(self.conv(x))
        return self.fc(x)

Net()(torch.randn(2, 3, 8, 8))
"""


def test_a_forgotten_flatten_is_written_at_the_layer_that_needs_it() -> None:
    case = case_of(NO_FLATTEN)
    proposal = first_that_runs(case, propose)
    assert (proposal.line, proposal.edits[0].new.strip()) == (9, "return self.fc(x.flatten(1))")
    assert proposal.title == "Flatten `x` from axis 1 on"
    assert proposal.reason == (
        "`x` has the shape (2, 4, 8, 8) here; `x.flatten(1)` has the shape (2, 256), which fc (Linear) takes."
    )


@pytest.mark.parametrize(
    ("cell", "line", "written"),
    [
        ("x = torch.rand(8, 12, 12, 3)\ny = nn.Conv2d(3, 4, 3)(x)", 2, "x.permute(0, 3, 1, 2)"),
        ("x = torch.rand(8, 12, 12)\ny = nn.Conv2d(1, 4, 3)(x)", 2, "x.unsqueeze(1)"),
        ("x = torch.rand(4, 20, 32)\ny = nn.Conv1d(32, 8, 3)(x)", 2, "x.transpose(1, 2)"),
        ("a = torch.rand(3, 2)\nb = torch.rand(3, 2)\nc = torch.matmul(a, b)", 3, "torch.matmul(a, b.T)"),
        ("q = torch.rand(2, 4, 10, 16)\nk = torch.rand(2, 4, 12, 16)\ns = q @ k", 3, "k.transpose(-2, -1)"),
        ("x = torch.rand(4, 3, 8, 8)\nw = torch.rand(4)\ny = x * w", 3, "x * w[:, None, None, None]"),
        ("x = torch.rand(6, 9)\nm = torch.rand(6)\ny = x - m", 3, "x - m.unsqueeze(1)"),
        ("e = torch.rand(4, 7, 16)\nh = torch.rand(4, 16)\ns = torch.bmm(e, h)", 3, "torch.bmm(e, h.unsqueeze(2))"),
        ("x = torch.rand(16, 20)\ny = nn.LSTM(1, 8, batch_first=True)(x)", 2, "(x.unsqueeze(2))"),
        ("x = torch.rand(4, 3, dtype=torch.float64)\ny = nn.Linear(3, 2)(x)", 2, "(x.float())"),
    ],
)
def test_the_first_that_runs_is_what_a_person_would_write(cell: str, line: int, written: str) -> None:
    proposal = first_that_runs(case_of(cell), propose)
    assert proposal.line == line
    assert written in proposal.edits[0].new


def test_a_tensor_may_also_be_rearranged_where_it_is_made() -> None:
    case = case_of("x = torch.rand(8, 12, 12)\ny = nn.Conv2d(1, 4, 3)(x)")
    lines = [proposal.line for proposal in ranked(case, propose) if runs(mended(case, proposal))]
    assert lines[:2] == [2, 1]


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


@pytest.mark.parametrize("gap", ["", "\n    "])
def test_a_flatten_layer_is_put_into_a_sequential(gap: str) -> None:
    cell = f"net = nn.Sequential({gap}nn.Conv2d(3, 4, 3),{gap} nn.Linear(4 * 6 * 6, 2))\nnet(torch.rand(2, 3, 8, 8))"
    proposal = first_that_runs(case_of(cell), propose)
    assert proposal.title == "Flatten before net[1]"
    assert "nn.Flatten()," in proposal.edits[0].new


def test_a_batch_is_never_cut_into_more_rows_to_make_the_numbers_meet() -> None:
    assert ranked(case_of("x = torch.rand(4, 512)\ny = nn.Linear(256, 10)(x)"), propose) == []
