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


def test_a_batch_is_never_cut_into_more_rows_to_make_the_numbers_meet() -> None:
    assert ranked(case_of("x = torch.rand(4, 512)\ny = nn.Linear(256, 10)(x)"), propose) == []


def test_a_normalization_of_the_last_axis_gets_its_input_turned_there_and_back() -> None:
    case = case_of("""
        norm, conv = nn.LayerNorm(6), nn.Conv2d(6, 4, 1)
        x = torch.rand(2, 6, 8, 5)
        y = conv(norm(x))
    """)
    proposal = first_that_runs(case, propose)
    assert proposal.edits[0].new == "y = conv(norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))"
    assert proposal.title == "Put the channels of `x` last, and undo it behind"
    assert proposal.reason == (
        "`x` has the shape (2, 6, 8, 5) here; `x.permute(0, 2, 3, 1)` has the shape (2, 8, 5, 6), which norm "
        "(LayerNorm) takes; `.permute(0, 3, 1, 2)` behind it gives what follows its old form."
    )


def test_an_index_of_gather_gets_an_axis_that_is_dropped_again_behind() -> None:
    case = case_of("q = torch.rand(8, 3)\naction = torch.randint(3, (8,))\nchosen = q.gather(1, action)")
    assert ranked(case, propose)[0].edits[0].new == "chosen = q.gather(1, action.unsqueeze(1)).squeeze(1)"


def test_what_came_of_one_call_is_rearranged_together() -> None:
    case = case_of("""
        x, condition = torch.rand(4, 6, 9, 9), torch.rand(4, 12)
        scale, shift = condition.chunk(2, dim=1)
        y = scale * x + shift
    """)
    proposal = first_that_runs(case, propose)
    assert proposal.edits[0].new == "y = scale[:, :, None, None] * x + shift[:, :, None, None]"
    assert proposal.title == "Put `[:, :, None, None]` behind `scale` and `shift`"
    assert proposal.reason == (
        "`scale` and `shift` come from one call, with the shape (4, 6); with `[:, :, None, None]` they have "
        "(4, 6, 1, 1), which mul takes."
    )
