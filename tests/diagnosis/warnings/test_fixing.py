"""The fixes of warnings: tried on the whole cell, and left out where they do not help."""

from __future__ import annotations

import textwrap

import pytest

import shapeviz
from shapeviz.graph.findings import Warning

# The calls of torch that warn themselves, among them the losses that broadcast.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
IMPORTS = "import torch, torch.nn as nn, torch.nn.functional as F"


def warned(source: str) -> tuple[Warning, str]:
    """The only warning of a cell that runs, and the cell's text."""
    text = f"{IMPORTS}\n{textwrap.dedent(source).strip()}"
    graph = shapeviz.check_cell(text).graph
    (warning,) = graph.warnings
    assert graph.notes == []
    return warning, text


SCORES = "net = nn.Linear(5, 3)\nx, y = torch.randn(8, 5), torch.randint(0, 3, (8,))\n"
READER = """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.head = nn.Embedding(30, 16), nn.Linear(16, 2)
        {made}

    def forward(self, ids):
        return self.head({read}.mean(dim=1))

y = Reader()(torch.randint(0, 30, (4, 9)))
"""


@pytest.mark.parametrize(
    ("source", "title", "line"),
    [
        (
            SCORES + "p = F.softmax(net(x), 0)\nbest = p.argmax(1)",
            "Let softmax run over the last axis",
            "F.softmax(net(x), 1)",
        ),
        (
            "x = nn.Linear(8, 8)(torch.randn(2, 5, 8))\nw = (x @ x.mT).softmax(dim=1)\ny = w @ x",
            "Let softmax run over the last axis",
            "w = (x @ x.mT).softmax(dim=-1)",
        ),
        (
            SCORES + "loss = F.cross_entropy(F.softmax(net(x), dim=1), y)",
            "Leave softmax away",
            "loss = F.cross_entropy(net(x), y)",
        ),
        (
            SCORES.replace("nn.Linear(5, 3)", "nn.Sequential(nn.Linear(5, 3), nn.Softmax(dim=1))")
            + "loss = F.cross_entropy(net(x), y)",
            "Leave the softmax net[1] away",
            "net = nn.Sequential(nn.Linear(5, 3))",
        ),
        (
            SCORES + "loss = nn.NLLLoss()(net(x), y)",
            "Use CrossEntropyLoss instead of NLLLoss",
            "loss = nn.CrossEntropyLoss()(net(x), y)",
        ),
        (
            SCORES + "loss = F.nll_loss(net(x).softmax(dim=1), y)",
            "Use log_softmax instead of softmax",
            "loss = F.nll_loss(net(x).log_softmax(dim=1), y)",
        ),
        (
            "x = torch.randn(2, 10, 6)\nz = nn.Conv1d(6, 4, 3)(x.view(2, 6, 10))",
            "Write `x.transpose(1, 2)`",
            "z = nn.Conv1d(6, 4, 3)(x.transpose(1, 2))",
        ),
        ("x = torch.rand(6, 6)\ny = x - x.mean(1)", "Let mean keep its axis", "y = x - x.mean(1, keepdim=True)"),
        (
            READER.format(made="self.read = nn.GRU(16, 16)", read="self.read(self.embed(ids))[0]"),
            "Make read with batch_first=True",
            "        self.read = nn.GRU(16, 16, batch_first=True)",
        ),
        (
            READER.format(
                made="layer = nn.TransformerEncoderLayer(16, 4, 32); self.read = nn.TransformerEncoder(layer, 2)",
                read="self.read(self.embed(ids))",
            ),
            "Make read with batch_first=True",
            "        layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True); ",
        ),
    ],
)
def test_a_warning_has_the_fix_that_it_advises(source: str, title: str, line: str) -> None:
    warning, text = warned(source)
    (fix,) = warning.fixes
    assert (fix.title, fix.verified) == (title, True)
    assert fix.outcome == "The cell then runs without this warning."
    mended = fix.apply(text)
    assert line in mended and shapeviz.check_cell(mended).graph.warnings == []
    assert warning.causes[0].line == fix.edits[0].line


def test_two_shapes_are_made_one_in_either_way() -> None:
    warning, text = warned(
        "net, x, y = nn.Linear(5, 1), torch.randn(8, 5), torch.randn(8)\nloss = F.mse_loss(net(x), y)"
    )
    assert [fix.title for fix in warning.fixes] == ["Write `y.unsqueeze(1)`", "Write `net(x).squeeze(1)`"]
    assert all(fix.verified for fix in warning.fixes)
    assert warning.fixes[1].apply(text).endswith("loss = F.mse_loss(net(x).squeeze(1), y)")


def test_what_does_not_help_is_left_out() -> None:
    warning, _ = warned(
        """
        x = torch.randn(2, 10, 6)
        turned = x.view(2, 6, 10)
        flat = nn.Linear(60, 2)(turned.view(2, 60))
        """
    )
    assert (warning.rule, warning.fixes) == ("view-for-permute", [])


def test_without_a_cell_the_advice_is_not_verified() -> None:
    import torch
    from torch.nn import functional

    def distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return functional.mse_loss(functional.linear(a, b[:1]), a[:, 0])

    (warning,) = shapeviz.check(distance, torch.randn(8, 5), torch.randn(3, 5)).graph.warnings
    assert [fix.verified for fix in warning.fixes] == [False, False]


def test_a_cell_without_warnings_is_not_rehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    from shapeviz.tracing.rehearsal import Rehearser

    monkeypatch.setattr(Rehearser, "run", lambda *_, **__: pytest.fail("rehearsed"))
    assert shapeviz.check_cell(f"{IMPORTS}\ny = nn.Linear(5, 3)(torch.randn(8, 5))").graph.notes == []
