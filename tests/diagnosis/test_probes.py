"""Calls that were meant to fail."""

from __future__ import annotations

import pytest

import shapeviz

CELL = """import torch
from torch import nn
net = nn.Linear(4, 2)
{before}
try:
    y = net(torch.randn(3, 5))
except RuntimeError as error:
    {handler}
"""


def lines(before: str, handler: str) -> list[int | None]:
    return [mismatch.line for mismatch in shapeviz.check_cell(CELL.format(before=before, handler=handler)).mismatches]


@pytest.mark.parametrize("handler", ["print(error)", "pass", "y = torch.zeros(3, 2)"])
def test_an_exception_that_the_cell_catches_is_a_mismatch(handler: str):
    assert lines("", handler) == [6]


def test_a_size_tried_on_a_model_that_runs_elsewhere_is_none():
    assert lines("z = net(torch.randn(3, 4))", "print(error)") == []
