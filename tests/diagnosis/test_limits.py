"""The sizes at which code that fits would break."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from shapeviz.diagnosis.limits import find_limits
from shapeviz.diagnosis.mismatches import diagnose
from shapeviz.tracing.session import Session
from shapeviz.tracing.source import CheckedSource


def limits(source: str) -> str:
    """The limits of a cell that runs, with torch, nn and F imported beforehand."""
    import torch
    import torch.nn.functional as F
    from torch import nn

    text = textwrap.dedent(source).strip("\n")
    checked = CheckedSource("cell", text, "<cell under test>")
    session = Session(checked)
    scope: dict[str, Any] = {"__name__": "__main__", "torch": torch, "nn": nn, "F": F}
    session.start()
    try:
        exec(compile(text, checked.filename, "exec"), scope)
    except RuntimeError:
        assert "fails" in scope
    finally:
        session.stop()
    recording = session.recording()
    diagnose(recording.graph, recording.forest, recording.ids)
    return find_limits(recording)


NORMED = """
net = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.Linear(8, 2))
{mode}
x = torch.randn(4, 5)
y = net(x)
"""


def test_batch_norm_in_training_needs_more_than_one_sample() -> None:
    assert limits(NORMED.format(mode="")) == "breaks at N = 1 (line 4)"
    assert limits(NORMED.format(mode="net.eval()")) == ""


def test_a_squeeze_that_takes_the_batch_away_breaks_for_a_single_sample() -> None:
    data = "x, y = torch.randn(4, 5), torch.rand(4)\n"
    model = "out = nn.Linear(5, 1)(x).squeeze()\n"
    assert limits(data + model + "F.binary_cross_entropy_with_logits(out, y)") == "breaks at N = 1 (line 3)"


def test_a_batch_size_that_is_written_down_breaks_at_others() -> None:
    assert limits("x = torch.randn(4, 3, 5)\ny = nn.Linear(15, 2)(x.view(4, 15))") == "breaks at N = 1 and 3 (line 2)"


LOADED = """
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.randn(22, 5), torch.rand(22))
loader = DataLoader(data, batch_size=8{options})

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(5, 3)

    def forward(self, x):
        return self.rnn(x.unsqueeze(0), torch.zeros(1, 8, 3))

for x, y in loader:
    Net()(x)
    break
"""


def test_the_last_batch_of_a_loader_is_tried() -> None:
    assert limits(LOADED.format(options="")) == "breaks at the loader's last batch, N = 6 (line 11)"


@pytest.mark.parametrize("options", [", drop_last=True", ", shuffle=True, drop_last=True"])
def test_a_loader_that_drops_its_last_batch_has_no_other(options: str) -> None:
    assert limits(LOADED.format(options=options)) == ""


HALVED = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x):
        x = self.a(x)
        return torch.cat([x, F.interpolate(F.max_pool2d(x, {step}), scale_factor={step})], 1)

y = Net()(torch.randn(2, 3, 16, 24))
"""


def test_images_that_are_halved_and_doubled_break_at_odd_sides() -> None:
    assert limits(HALVED.format(step=2)) == "breaks at odd H (line 8)"
    assert limits(HALVED.format(step=4)) == "breaks unless H is a multiple of 4 (line 8)"


def test_a_head_for_one_size_of_image_is_not_told_as_odd_sides() -> None:
    assert limits("y = nn.Linear(4 * 14 * 14, 2)(nn.Conv2d(3, 4, 3)(torch.randn(2, 3, 16, 16)).flatten(1))") == ""


def test_a_table_of_positions_says_how_long_a_sequence_may_be() -> None:
    cell = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed, self.places = nn.Embedding(50, 8), nn.Parameter(torch.zeros(1, 64, 8))

        def forward(self, ids):
            return self.embed(ids) + self.places[:, : ids.size(1)]

    y = Net()(torch.randint(0, 50, (4, 12)))
    """
    assert limits(cell) == "breaks for L > 64 (line 7)"


@pytest.mark.parametrize(
    "cell",
    [
        "y = nn.Linear(5, 2)(torch.randn(4, 5))",
        "a, x = torch.rand(6, 6), torch.rand(6, 6)\ny = nn.Linear(6, 2)(a @ x)",
        "x, t = torch.rand(4, 1, 16, 16), torch.rand(4, 16, 16)\ny = nn.Conv2d(1, 1, 3, padding=1)(x)[:, 0] - t",
        "x = torch.randn(1, 3, 5)\ny = x.squeeze(0).view(3, 5)",
        "x = torch.randn(4, 6)\ny = x.view(len(x), -1)",
        "x = torch.randn(4, 6)\ny = x.reshape(len(x) // 2, 2, 6)\nz = x.view(x.shape)",
        "n = 4\nx = torch.randn(n, 6)\ny = x.view(n, 2, 3)",
        "n, t = 4, 6\nm = n * t\nx = torch.randn(n, t, 2)\ny = x.view(m, 2)",
        "x, c = torch.randn(5, 8), torch.zeros(5, 5)\ny = (x @ x.T).diag() + c.diag() / c.sum(0)",
        "p = torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2))\ny = p.log_prob(torch.randn(8, 2))",
        "fails = True\ny = nn.Linear(5, 2)(torch.randn(4, 6))",
    ],
)
def test_nothing_is_said_of_what_runs_at_any_size_or_does_not_run(cell: str) -> None:
    assert limits(cell) == ""


def test_a_batch_size_that_a_model_was_made_with_is_no_limit_of_the_model() -> None:
    cell = """
    class Net(nn.Module):
        def __init__(self, n):
            super().__init__()
            self.n = n

        def forward(self, x):
            return x.view(self.n, -1)

    n = 4
    y = Net({given})(torch.randn(n, 3, 5))
    """
    assert limits(cell.format(given="n")) == ""
    assert limits(cell.format(given="4")) == "breaks at n = 1 and 3 (line 7)"


def test_a_variable_of_the_same_name_inside_a_model_is_another_one() -> None:
    cell = """
    class Net(nn.Module):
        def forward(self, x):
            n = x.size(0)
            return x.view(n, 15) + torch.zeros(4, 15)

    n = 4
    y = Net()(torch.randn(n, 3, 5))
    """
    assert limits(cell) == "breaks at n = 3 (line 4)"


def test_an_input_without_a_letter_is_called_by_its_shape() -> None:
    cell = "x, m = torch.rand(4, 5), torch.rand(6, 2)\ny = nn.Linear(2, 2)(m.view(6, 2)[:, :2])\nz = x + 1"
    assert "[0]" not in limits(cell).replace(".shape[0]", "")


def test_an_embedding_of_positions_says_how_long_a_sequence_may_be() -> None:
    cell = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed, self.places = nn.Embedding(50, 8), nn.Embedding(32, 8)

        def forward(self, ids):
            return self.embed(ids) + self.places(torch.arange(ids.size(1))[None])

    y = Net()(torch.randint(0, 50, (4, 12)))
    """
    assert limits(cell) == limits(cell.replace("[None]", ".unsqueeze(0)")) == "breaks for L > 32 (line 7)"


def test_a_side_that_is_tied_to_another_input_is_left_alone() -> None:
    cell = """
    x, mask = torch.randn(2, 3, 8, 8), torch.zeros(1, 1, 8, 8)
    cut = nn.Conv2d(3, 4, 1)(x) + nn.Conv2d(1, 4, 2, 2)(mask).repeat_interleave(2, 2).repeat_interleave(2, 3)
    """
    assert limits(cell) == ""
