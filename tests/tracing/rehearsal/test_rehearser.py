"""Rehearsing changed cells."""

from __future__ import annotations

import contextlib
import io
import random
from typing import Any

import pytest
import torch

from shapeviz.diagnosis.edits import difference
from shapeviz.diagnosis.mismatches import diagnose
from shapeviz.tracing.rehearsal import Rehearsal, Rehearser, Stage
from shapeviz.tracing.session import Session
from shapeviz.tracing.source import CheckedSource

NET = """import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 4)

    def forward(self, x):
        return self.fc(x)

net = Net()
x = torch.randn(8, 10)
y = net(x)
print(y.shape)
"""


def staged(source: str, namespace: dict[str, Any] | None = None) -> Rehearser:
    """The rehearser of a cell that has run in the namespace, and perhaps failed."""
    scope = namespace if namespace is not None else {}
    scope.setdefault("__name__", "__main__")
    session = Session(CheckedSource("cell", source, "<cell>"))
    stage = Stage(session, scope)
    error: Exception | None = None
    session.start()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, "<cell>", "exec"), scope)
    except Exception as raised:
        error = raised
    finally:
        session.stop(error)
    session.recording()
    rehearser = stage.rehearser(error)
    assert rehearser is not None
    return rehearser


def rehearsed(rehearser: Rehearser, changed: str, **options: Any) -> Rehearsal:
    rehearsal = rehearser.run(difference(rehearser.source.text, changed), **options)
    assert rehearsal is not None
    return rehearsal


def failing_lines(rehearsal: Rehearsal) -> list[int | None]:
    recording = rehearsal.recording
    diagnose(recording.graph, recording.forest, recording.ids)
    return [mismatch.line for mismatch in recording.graph.mismatches]


def test_the_cell_as_it_is_fails_again_in_the_same_line():
    assert failing_lines(rehearsed(staged(NET), NET)) == [10]


def test_a_mended_layer_is_built_anew():
    rehearsal = rehearsed(staged(NET), NET.replace("nn.Linear(12, 4)", "nn.Linear(10, 4)"))
    assert failing_lines(rehearsal) == []
    assert rehearsal.complete and rehearsal.error is None


def test_lines_that_were_put_in_move_the_others():
    changed = NET.replace("y = net(x)", "x = torch.randn(8, 10)\ny = net(x)")
    assert failing_lines(rehearsed(staged(NET), changed)) == [10]
    assert failing_lines(rehearsed(staged(NET), "# a note\n" + changed)) == [11]


def test_it_goes_on_past_what_does_not_fit():
    cell = NET + "z = torch.cat([y, torch.randn(3, 3)])\n"
    assert failing_lines(rehearsed(staged(cell), cell)) == [10, 16]


def test_a_change_that_is_no_python_cannot_be_rehearsed():
    rehearser = staged(NET)
    assert rehearser.run(difference(NET, NET.replace("y = net(x)", "y = net(x"))) is None


def test_what_the_cell_rebinds_is_known_as_it_was():
    namespace: dict[str, Any] = {"__name__": "__main__", "x": torch.randn(8, 12)}
    cell = "import torch\nx = x.flatten()\nw = torch.randn(12, 4)\ny = x @ w\n"
    rehearsal = rehearsed(staged(cell, namespace), cell.replace("x = x.flatten()", "x = x.flatten(1)"))
    assert failing_lines(rehearsal) == [] and rehearsal.complete


def test_functions_and_models_of_earlier_cells_come_along():
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(NET.partition("x = torch.randn")[0] + "def ready(x):\n    return scale * x\nscale = 2", namespace)
    cell = "x = torch.randn(8, 10)\ny = net(ready(x))"
    rehearsal = rehearsed(staged(cell, namespace), cell.replace("(8, 10)", "(8, 12)"))
    assert failing_lines(rehearsal) == [] and rehearsal.complete


def test_the_state_of_the_user_is_as_before(capsys: pytest.CaptureFixture[str]):
    namespace: dict[str, Any] = {}
    cell = "import random\n" + NET.replace("print(y.shape)", "") + "net.eval()\nlog.append(random.random())\n"
    namespace["log"] = []
    rehearser = staged(cell, namespace)
    before = {name: value for name, value in namespace.items() if name != "__builtins__"}
    weights, mode = namespace["net"].fc.weight.clone(), namespace["net"].training
    states = torch.get_rng_state(), random.getstate()
    rehearsed(rehearser, cell.replace("nn.Linear(12, 4)", "nn.Linear(10, 4)") + "print('unheard')\nx += 1\n")
    assert {name: value for name, value in namespace.items() if name != "__builtins__"} == before
    assert torch.equal(namespace["net"].fc.weight, weights) and namespace["net"].training is mode
    assert torch.equal(torch.get_rng_state(), states[0]) and random.getstate() == states[1]
    assert namespace["log"] == [] and capsys.readouterr().out == ""


def test_a_model_that_is_taken_over_is_a_copy():
    namespace: dict[str, Any] = {}
    cell = NET + "with torch.no_grad():\n    net.fc.bias.zero_()\n"
    rehearser = staged(cell, namespace)
    bias = namespace["net"].fc.bias.clone()
    rehearsed(rehearser, cell.replace("(8, 10)", "(8, 12)"))
    assert torch.equal(namespace["net"].fc.bias, bias)


def test_training_is_cut_short_and_the_last_smaller_batch_is_among_what_is_tried():
    cell = """import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
data = DataLoader(TensorDataset(torch.randn(1_000, 6)), batch_size=30, shuffle=True)
net = nn.Linear(5, 2)
opt = torch.optim.Adam(net.parameters())
seen = []
for epoch in range(1_000):
    for (batch,) in data:
        opt.zero_grad()
        loss = net(batch).mean()
        loss.backward()
        opt.step()
        seen.append(len(batch))
torch.ones(sum(seen)) + torch.ones(2)
"""
    rehearsal = rehearsed(staged(cell), cell.replace("nn.Linear(5, 2)", "nn.Linear(6, 2)"))
    failed = [record for record in rehearsal.recording.forest.walk() if record.conflict is not None]
    assert [tuple(link.spec.shape) for link in failed[0].inputs] == [(2 * (30 + 30 + 10),), (2,)]


def test_numbers_that_are_not_there_are_made_up():
    cell = """import torch
big = torch.randn(100, 100)
total = big.sum().item()
if torch.isnan(big).any():
    raise ValueError
assert (big == big).all()
names = [str(value) for value in big[0].tolist()]
torch.ones(3) + torch.ones(4)
"""
    rehearsal = rehearsed(staged(cell), cell)
    assert failing_lines(rehearsal) == [8] and rehearsal.complete


def test_progress_bars_are_not_drawn():
    pytest.importorskip("tqdm")
    cell = "import torch\nfrom tqdm import tqdm\nfor n in tqdm(range(3)):\n    x = torch.ones(n + 1) + torch.ones(2)\n"
    error = io.StringIO()
    with contextlib.redirect_stderr(error):
        rehearser = staged(cell)
        before = error.getvalue()
        rehearsed(rehearser, cell)
    assert error.getvalue() == before


def test_hooks_of_the_users_own_are_not_called():
    namespace: dict[str, Any] = {}
    cell = NET.replace(
        "x = torch.randn",
        "seen = []\nhandle = net.fc.register_forward_hook(lambda *_: seen.append(1))\nx = torch.randn",
    )
    rehearser = staged(cell, namespace)
    rehearsed(rehearser, cell.replace("(8, 10)", "(8, 12)"))
    assert namespace["seen"] == [] and len(namespace["net"].fc._forward_hooks) == 1


def test_a_rehearsal_that_is_cut_short_is_not_complete(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shapeviz.tracing.rehearsal.rehearser.MOST_CALLS", 10)
    cell = "import torch\nfor n in range(20):\n    x = torch.ones(3) + n\ny = x + torch.ones(4)\n"
    rehearsal = rehearsed(staged(cell), "# a note\n" + cell)
    assert (rehearsal.complete, rehearsal.error, failing_lines(rehearsal)) == (False, None, [])
