"""Calls that are in the code already, with other axes or sizes, or taken away."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.upstream import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, mended, ranked, runs

SQUEEZED = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        pooled = F.adaptive_avg_pool2d(self.conv(x), 1).squeeze()
        return F.log_softmax(self.fc(pooled), dim=1)

Net()(torch.randn(1, 3, 8, 8))
"""


def test_a_squeeze_that_took_the_batch_axis_is_told_which_axes_to_drop() -> None:
    proposal = first_that_runs(case_of(SQUEEZED), propose)
    assert (proposal.line, proposal.title) == (8, "Let squeeze drop only axes 2 and 3")
    assert proposal.edits[0].new.endswith(".squeeze((2, 3))")
    assert proposal.reason == "`squeeze()` without an axis also took away axis 0, the batch axis, of size 1 here."


def test_a_squeeze_is_found_behind_an_embedding_and_a_layer() -> None:
    case = case_of("""
        table, lift = nn.Embedding(20, 6), nn.Linear(6, 6)
        state = torch.zeros(1, 6)
        char = torch.randint(20, (1, 1)).squeeze()
        step = torch.cat([lift(table(char)), state], dim=1)
    """)
    first = ranked(case, propose)[0]
    assert (first.line, first.edits[0].new) == (3, "char = torch.randint(20, (1, 1)).squeeze(1)")
    assert runs(mended(case, first))


def test_a_statement_that_only_adds_an_axis_too_many_is_deleted() -> None:
    case = case_of("""
        def evaluate(net, images):
            images = images.unsqueeze(-1)
            return net(images)

        evaluate(nn.Conv2d(3, 4, 3), torch.rand(2, 3, 8, 8))
    """)
    proposal = first_that_runs(case, propose)
    assert (proposal.line, proposal.title) == (2, "Take `unsqueeze` away")
    assert "unsqueeze" not in mended(case, proposal)
    assert proposal.reason == (
        "The tensor has the shape (2, 3, 8, 8) before `unsqueeze`, which is the one that is needed; "
        "`unsqueeze` makes (2, 3, 8, 8, 1) of it."
    )


def test_an_axis_at_the_wrong_place_is_found_on_the_other_side_of_a_loader() -> None:
    case = case_of("""
        from torch.utils.data import DataLoader, TensorDataset

        rows = torch.rand(12, 10)
        rows = rows.unsqueeze(1)
        (batch,) = next(iter(DataLoader(TensorDataset(rows), batch_size=4)))
        nn.Conv1d(10, 2, 1)(batch)
    """)
    proposal = first_that_runs(case, propose)
    assert (proposal.line, proposal.edits[0].new) == (4, "rows = rows.unsqueeze(2)")
    assert proposal.title == "Put the new axis at place 2"


@pytest.mark.parametrize(
    ("cell", "line", "written"),
    [
        ("x = torch.rand(4, 1, 8, 8).view(-1)\nnn.Linear(64, 2)(x)", 1, ".flatten(1)"),
        ("x = torch.rand(4, 1, 8, 8)\nx = x.view(-1)\nnn.Linear(64, 2)(x)", 2, "x.view(x.size(0), -1)"),
        ("x = torch.rand(4, 8, 8)\nnn.Linear(64, 2)(torch.flatten(x))", 2, "torch.flatten(x, 1)"),
        ("x = torch.rand(4, 9, 9, 3)\nx = x.permute(0, 2, 1, 3)\nnn.Conv2d(3, 2, 3)(x)", 2, "permute(0, 3, 1, 2)"),
        ("a, b = torch.rand(5, 8), torch.rand(5, 8)\nnn.Linear(16, 2)(torch.cat([a, b]))", 2, "cat([a, b], dim=1)"),
        ("a, b = torch.rand(8, 6, 3), torch.rand(8, 4, 3)\nc = torch.cat([a, b], dim=2)", 2, "dim=1"),
        ("x = torch.rand(3, 9, 16).mean(dim=2)\nnn.Linear(16, 2)(x)", 1, "mean(dim=1)"),
        ("x = torch.rand(6, 9)\np = x / x.sum(dim=1)", 2, "x.sum(dim=1, keepdim=True)"),
        ("x = torch.rand(4, 5)\ny = x.softmax(dim=2)", 2, "softmax(dim=-1)"),
        ("q = torch.rand(2, 4, 9, 8)\ns = q @ q.transpose(1, 2)", 2, "q.transpose(2, 3)"),
        ("x = torch.rand(12, 12, 3)\ny = x.permute(0, 3, 1, 2)", 2, "x.permute(2, 0, 1)"),
        ("x = torch.rand(2, 48)\nh = x.view(-1, 4, 4, 3)\nnn.Conv2d(3, 2, 3)(h)", 2, "x.view(-1, 3, 4, 4)"),
        (
            "def f(x):\n    return x.view(8, 12)\nf(torch.rand(8, 3, 4)), f(torch.rand(5, 3, 4))",
            2,
            "x.view(x.size(0), 12)",
        ),
        ("x = torch.rand(4, 16)\ny = x[:, -1, :]", 2, "y = x"),
        ("x = torch.rand(4, 3)\ny = x - torch.rand(4)[None]", 2, "torch.rand(4)[:, None]"),
    ],
)
def test_the_first_that_runs_is_what_a_person_would_write(cell: str, line: int, written: str) -> None:
    proposal = first_that_runs(case_of(cell), propose)
    assert proposal.line == line
    assert written in proposal.edits[0].new


def test_the_last_sample_was_taken_for_the_last_step() -> None:
    case = case_of("""
        out, _ = nn.GRU(8, 16, batch_first=True)(torch.rand(4, 7, 8))
        scores = nn.Linear(16, 5)(out[-1])
        F.cross_entropy(scores, torch.randint(5, (4,)))
    """)
    proposal = first_that_runs(case, propose)
    assert (proposal.line, proposal.edits[0].new) == (2, "scores = nn.Linear(16, 5)(out[:, -1])")


def test_a_view_that_cuts_samples_apart_is_changed_with_the_layer_behind_it() -> None:
    case = case_of("""
        fc = nn.Linear(4 * 5 * 5, 3)
        x = torch.rand(6, 4, 10, 10)
        scores = fc(x.view(-1, 4 * 5 * 5))
        F.cross_entropy(scores, torch.randint(3, (6,)))
    """)
    proposal = first_that_runs(case, propose)
    assert [(edit.line, edit.new) for edit in proposal.edits] == [
        (1, "fc = nn.Linear(4 * 10 * 10, 3)"),
        (3, "scores = fc(x.view(-1, 4 * 10 * 10))"),
    ]
    assert proposal.title == "Flatten to 400 features, and make the layer for them"


def test_a_permute_that_was_made_twice_is_taken_away_once() -> None:
    case = case_of("""
        images = torch.rand(4, 9, 9, 3)
        images = images.permute(0, 3, 1, 2)
        images = images.permute(0, 3, 1, 2)
        nn.Conv2d(3, 2, 3)(images)
    """)
    proposal = first_that_runs(case, propose)
    assert mended(case, proposal).count("permute") == 1


def test_nothing_is_changed_where_a_rule_takes_the_shapes() -> None:
    assert ranked(case_of("x = torch.rand(2, 4, 5).transpose(1, 2).view(2, 20)"), propose) == []


def test_a_layer_that_gives_too_much_for_the_view_behind_it_is_made_smaller() -> None:
    case = case_of("""
        lift = nn.Linear(5, 6 * 3 * 3)
        images = lift(torch.rand(4, 5)).view(-1, 2, 3, 3)
        F.mse_loss(images, torch.rand(4, 2, 3, 3))
    """)
    proposal = first_that_runs(case, propose)
    assert (proposal.line, proposal.edits[0].new) == (1, "lift = nn.Linear(5, 2 * 3 * 3)")
    assert proposal.reason == (
        "lift gives 54 features for each sample, and `view` takes 2 * 3 * 3 = 18 for one, so that 4 samples become 12."
    )


def test_tensors_are_not_joined_along_an_axis_just_because_each_has_the_size_that_is_wanted() -> None:
    case = case_of("""
        a, b = torch.rand(2, 4, 8, 8), torch.rand(2, 4, 8, 8)
        both = torch.cat([a, b], dim=1)
        nn.Conv2d(4, 4, 3)(both)
    """)
    assert all("cat" not in proposal.edits[0].new for proposal in ranked(case, propose))
