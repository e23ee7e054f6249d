"""Warnings of torch name the user's line."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import shapeviz

CELL = "import torch\nimport torch.nn.functional as F\nloss = F.mse_loss(torch.ones(4, 1), torch.ones(4))\n"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, int]]]:
    """The places of the warnings that are shown."""
    places: list[tuple[str, int]] = []

    def show(message: Any, category: Any, filename: str, lineno: int, *_: Any) -> None:
        places.append((filename, lineno))

    with warnings.catch_warnings():
        monkeypatch.setattr(warnings, "showwarning", show)
        yield places
        assert warnings.showwarning is show


def test_a_warning_is_shown_with_the_line_of_the_cell(shown: list[tuple[str, int]]):
    warnings.simplefilter("always")
    shapeviz.check_cell(CELL)
    assert shown == [("<cell>", 3)]


def test_the_same_warning_is_shown_again_in_the_next_check(shown: list[tuple[str, int]]):
    warnings.simplefilter("default")
    shapeviz.check_cell(CELL)
    shapeviz.check_cell(CELL)
    assert shown == 2 * [("<cell>", 3)]
