"""The last batch of a data loader, which may be too small for the model."""

from __future__ import annotations

import pytest

LOADED = """
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.randn({samples}, 5), torch.rand({samples}))
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
NORMED = """
from torch.utils.data import DataLoader, TensorDataset
net = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8))
for x, y in DataLoader(TensorDataset(torch.randn({samples}, 5), torch.rand({samples})), 8):
    out = net(x)
    break
"""


def told(picture) -> list[str]:
    return picture.graph.headline.split(" · ")[1:]


def test_the_last_batch_is_told_if_it_is_too_small(run) -> None:
    assert told(run(LOADED.format(samples=22, options=""))) == [
        "works for N = 8",
        "breaks at the loader's last batch, N = 6 (line 11)",
    ]


def test_a_last_batch_of_one_sample_breaks_batch_norm(run) -> None:
    assert told(run(NORMED.format(samples=17))) == [
        "works for N ≥ 2 while training (BatchNorm)",
        "breaks at the loader's last batch, N = 1 (line 4)",
    ]


def test_a_last_batch_that_is_smaller_and_fits_is_not_told(run) -> None:
    assert told(run(NORMED.format(samples=18))) == ["works for N ≥ 2 while training (BatchNorm)"]


@pytest.mark.parametrize("samples", [16, 24])
def test_batches_of_one_size_have_no_smaller_one(run, samples: int) -> None:
    assert told(run(LOADED.format(samples=samples, options=""))) == ["works for N = 8"]


@pytest.mark.parametrize("options", [", drop_last=True", ", shuffle=True, drop_last=True"])
def test_a_loader_that_drops_its_last_batch_has_no_other(run, options: str) -> None:
    assert told(run(LOADED.format(samples=22, options=options))) == ["works for N = 8"]


def test_a_loader_that_keeps_its_last_batch_expressly_has_it(run) -> None:
    assert len(told(run(LOADED.format(samples=22, options=", drop_last=False")))) == 2


def test_without_a_loader_nothing_is_told_of_one(run) -> None:
    cell = "net = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8))\nout = net(torch.randn(4, 5))"
    assert told(run(cell)) == ["works for N ≥ 2 while training (BatchNorm)"]


def test_a_loader_of_unknown_length_is_passed_over(run) -> None:
    cell = NORMED.format(samples=17).replace("torch.randn(17, 5)", "torch.randn(17, 5)[:]")
    [only] = told(run(cell))
    assert only.endswith("≥ 2 while training (BatchNorm)")
