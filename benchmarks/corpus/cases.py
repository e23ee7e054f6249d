"""Labelled cells on disk: a folder each, with `cell.py`, `case.json` and, for a bug, `fixed.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

Kind = Literal["single", "multi", "silent", "negative"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One labelled bug. `failing_line` is where it raises or, if silent, where the wrong thing happens."""

    family: str
    silent: bool
    failing_line: int
    root_lines: tuple[int, ...]
    insertion: bool = False
    expected_actual: tuple[int, ...] | None = None

    @property
    def cause_lines(self) -> frozenset[int]:
        """The lines that count as the cause: where a line is missing, its neighbours do too."""
        reach = (-1, 0, 1) if self.insertion else (0,)
        return frozenset(line + step for line in self.root_lines for step in reach)


@dataclass(frozen=True, slots=True)
class Case:
    """A cell with its labels; the faults stand in the order in which a person would meet them."""

    name: str
    kind: Kind
    source: str
    framework: str = "torch"
    faults: tuple[Fault, ...] = field(default=())

    @property
    def first_loud(self) -> Fault | None:
        """The fault whose exception ends the cell, if one does."""
        return next((fault for fault in self.faults if not fault.silent), None)


def cases(folder: Path, only: Sequence[str] = (), framework: str | None = None) -> Iterator[Case]:
    """The cases below `folder`, by name; `only` keeps those whose name starts with one of these texts."""
    for labels in sorted(folder.glob("*/case.json")):
        if only and not labels.parent.name.startswith(tuple(only)):
            continue
        case = read(labels.parent)
        if framework in (None, case.framework):
            yield case


def read(folder: Path) -> Case:
    """The case of one folder."""
    labels = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    source = (folder / "cell.py").read_text(encoding="utf-8")
    faults = tuple(_fault(entry) for entry in labels["faults"])
    return Case(folder.name, labels["kind"], source, labels["framework"], faults)


def is_installed(framework: str) -> bool:
    """Whether cells of that framework can run here."""
    return find_spec(framework) is not None


def _fault(labels: dict[str, Any]) -> Fault:
    numbers = labels["expected_actual"]
    return Fault(
        family=labels["class"],
        silent=labels["silent"],
        failing_line=labels["failing_line"],
        root_lines=tuple(labels["root_lines"]),
        insertion=labels["insertion"],
        expected_actual=None if numbers is None else tuple(numbers),
    )
