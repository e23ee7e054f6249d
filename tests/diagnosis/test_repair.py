"""Mending one bug after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch

import shapeviz
from shapeviz.diagnosis import proposals
from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.graph.findings import Edit

TWO_BUGS = """import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(12, 30)
        self.second = nn.Linear(20, 10)
        self.norm = nn.BatchNorm1d(7)

    def forward(self, x):
        return self.norm(self.second(torch.relu(self.first(x))))

net = Net()
out = net(torch.randn(8, 12))
"""


def test_each_bug_has_its_own_mismatch_with_a_verified_fix():
    check = shapeviz.check_cell(TWO_BUGS)
    assert [mismatch.line for mismatch in check.mismatches] == [12, 12]
    mended = TWO_BUGS
    for mismatch in check.mismatches:
        assert mismatch.fixes[0].verified
        mended = mismatch.fixes[0].apply(mended)
    assert shapeviz.check_cell(mended).ok


def test_the_first_cause_is_the_line_that_the_first_fix_edits():
    for mismatch in shapeviz.check_cell(TWO_BUGS).mismatches:
        assert mismatch.causes[0].line == min(edit.line for edit in mismatch.fixes[0].edits)
        assert mismatch.causes[0].text == TWO_BUGS.split("\n")[mismatch.causes[0].line - 1].strip()


def test_an_outcome_tells_what_then_runs_or_what_is_left():
    first, second = shapeviz.check_cell(TWO_BUGS).mismatches
    assert first.fixes[0].outcome == "second (Linear) gives 8×10; the next mismatch is in line 12."
    assert second.fixes[0].outcome == "The cell then runs: norm (BatchNorm1d) gives 8×10."


UP_AND_DOWN = """import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 8, 2, stride=2)
        self.up = nn.ConvTranspose2d(8, 3, 2, stride=2)

    def forward(self, x):
        small = self.down(x)
        smaller = self.down(torch.cat([x, self.up(small)], dim=0)[:2])
        return self.up(smaller) + x

out = Net()(torch.randn(2, 3, 33, 32))
"""


def test_a_consequence_is_no_mismatch_of_its_own():
    check = shapeviz.check_cell(UP_AND_DOWN)
    assert [mismatch.line for mismatch in check.mismatches] == [12]
    assert [(node.op, node.status) for node in check.graph.nodes if node.op in ("cat", "add")] == [
        ("cat", "mismatch"),
        ("add", "assumed"),
    ]


def test_a_bug_behind_the_exception_is_found_too():
    check = shapeviz.check_cell(
        "import torch\nx = torch.randn(4, 3)\ny = x @ torch.randn(4, 5)\n"
        "z = torch.randn(2, 3)\nw = z + torch.randn(2, 4)\n"
    )
    assert [mismatch.line for mismatch in check.mismatches] == [3, 5]


def test_bugs_of_a_cell_that_leaves_traces_get_fixes_that_were_not_tried(tmp_path: Any):
    path = tmp_path / "count"
    check = shapeviz.check_cell(
        f"import torch\nwith open({str(path)!r}, 'a') as file:\n    file.write('x')\n"
        "    a = torch.nn.Linear(4, 3)(torch.randn(2, 5))\n"
    )
    assert path.read_text() == "x"
    assert not any(fix.verified for mismatch in check.mismatches for fix in mismatch.fixes)


def test_nothing_of_the_users_changes():
    namespace: dict[str, Any] = {"calls": []}
    state = torch.get_rng_state()
    shapeviz.check_cell("calls.append(1)\nprint('once')\n" + TWO_BUGS.replace("torch.randn", "torch.zeros"), namespace)
    assert namespace["calls"] == [1]
    assert [tuple(p.shape) for p in namespace["net"].parameters()][:2] == [(30, 12), (30,)]
    assert not namespace["net"].first.weight.is_meta
    torch.set_rng_state(state)


def test_the_random_state_and_the_output_are_those_of_the_cell_alone(capsys: pytest.CaptureFixture[str]):
    cell = "import random\nrandom.seed(3)\n" + TWO_BUGS.replace(
        "net = Net()", "torch.manual_seed(3)\nnet = Net()\nprint('hi')"
    )
    with pytest.raises(RuntimeError):
        exec(compile(cell, "<plain>", "exec"), {"__name__": "__main__"})
    alone = torch.get_rng_state(), random.getstate(), capsys.readouterr()
    shapeviz.check_cell(cell)
    checked = torch.get_rng_state(), random.getstate(), capsys.readouterr()
    assert torch.equal(alone[0], checked[0]) and alone[1:] == checked[1:]


def test_a_constructor_that_refuses_has_a_mismatch_without_a_node():
    check = shapeviz.check_cell("from torch import nn\nmha = nn.MultiheadAttention(100, 12)\n")
    mismatch = check.mismatches[0]
    assert (mismatch.node, mismatch.line, mismatch.error.type) == (None, 2, "AssertionError")  # pyright: ignore
    assert mismatch.message == "AssertionError: embed_dim must be divisible by num_heads"
    assert mismatch.fixes[0].verified and mismatch.fixes[0].edits[0].line == 2


def test_an_error_that_has_nothing_to_do_with_tensors_is_no_mismatch():
    check = shapeviz.check_cell("import torch\nx = torch.ones(2)\n{}['key']\n")
    assert check.mismatches == [] and check.graph.error is not None


def test_a_fix_replaces_whole_lines():
    fix = shapeviz.check_cell(TWO_BUGS).mismatches[0].fixes[0]
    for edit in fix.edits:
        assert isinstance(edit, Edit)
        assert edit.old == TWO_BUGS.split("\n")[edit.line - 1]


def test_a_mismatch_that_nothing_is_known_against_shares_the_fix_that_mends_it():
    cell = (
        "import torch\nfrom transformers import BertConfig, BertModel\n"
        "bert = BertModel(BertConfig(hidden_size=64, num_hidden_layers=1, num_attention_heads=4, "
        "intermediate_size=128, max_position_embeddings=32))\n"
        "ids = torch.randint(0, 1000, (2, 40))\nout = bert(ids)\n"
    )
    check = shapeviz.check_cell(cell)
    assert [mismatch.line for mismatch in check.mismatches] == [5]
    assert check.mismatches[0].causes[0].line == 4
    assert shapeviz.check_cell(check.mismatches[0].fixes[0].apply(cell)).ok


def test_a_fix_after_which_an_assertion_of_the_cell_fails_is_not_verified():
    check = shapeviz.check_cell(
        "import torch\nx = torch.randn(4, 3)\ny = x @ torch.randn(5, 2)\nassert y.shape == (7, 2), y.shape\n"
    )
    fixes = check.mismatches[0].fixes
    assert fixes and not any(fix.verified for fix in fixes)
    assert fixes[0].outcome == "matmul gives 4×2; then line 4 raises AssertionError."


def test_a_generator_that_fails_is_told_and_the_others_still_speak(monkeypatch: pytest.MonkeyPatch):
    def broken(case: Case) -> Iterator[Proposal]:
        raise KeyError("broken")

    monkeypatch.setattr(proposals, "GENERATORS", (broken, *proposals.GENERATORS))
    graph = shapeviz.check_cell(TWO_BUGS).graph
    assert graph.mismatches[0].fixes[0].verified
    assert graph.notes == ["shapeviz could not look for all fixes (KeyError: 'broken')."]


TWO_FAULTS_IN_A_FIT = """import numpy as np
areas = np.linspace(1, 2, 6)[:, None]
prices = 2 * areas
A = np.hstack([np.ones(6), areas, areas ** 2])
slope = np.linalg.lstsq(A, prices, rcond=None)[0].ravel()
errors = prices - A @ slope
worst = (errors ** 2).sum()
"""


def test_a_fix_after_which_a_call_warns_that_was_never_reached_says_so():
    fix = shapeviz.check_cell(TWO_FAULTS_IN_A_FIT).mismatches[0].fixes[0]
    assert fix.edits[0].new == "A = np.hstack([np.ones(6)[:, None], areas, areas ** 2])"
    assert fix.verified
    assert fix.outcome == "The cell then runs: hstack gives 6×3; line 6 then warns."


def test_an_outcome_is_that_of_the_call_that_failed_and_not_of_an_earlier_one_in_its_line():
    check = shapeviz.check_cell(
        """import torch

def layer(x, w):
    return torch.relu(x @ w)

first, second, third = torch.ones(4, 16), torch.ones(16, 32), torch.ones(23, 3)
scores = layer(layer(layer(torch.ones(150, 4), first), second), third)
"""
    )
    assert check.mismatches[0].fixes[0].outcome == "The cell then runs: matmul gives 150×3."
