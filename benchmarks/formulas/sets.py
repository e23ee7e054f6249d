"""The sets of models that are judged, by name."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus.cases import cases
from benchmarks.formulas.cells import CellSubject, without_fault
from benchmarks.formulas.judging import Score, judge
from benchmarks.formulas.subjects import Judged, Subject

CELLS = Path(__file__).parents[1] / "cells"
# The least share of edges with a formula, in percent; None: only that no formula is wrong.
BARS: dict[str, float | None] = {"own": 99, "hf": 95, "pytorchcv": 95, "cells": None}
SETS = tuple(BARS)
_FILES = {
    "own": ("own_convolutional", "own_sequences", "own_transformers", "own_others"),
    "hf": ("hugging_face",),
    "pytorchcv": ("pytorchcv_zoo",),
}
_NEEDED = {"hf": "transformers", "pytorchcv": "pytorchcv"}


class Chosen(NamedTuple):
    """One subject to judge, named so that another process can find it."""

    set: str
    name: str
    folders: list[Path]
    vectors: int


def missing(name: str) -> str | None:
    """The package that a set needs and that is not installed."""
    needed = _NEEDED.get(name)
    return needed if needed is not None and find_spec(needed) is None else None


def subjects(name: str, folders: Sequence[Path]) -> dict[str, Judged]:
    """The subjects of a set by their names; `folders` are those of the cells."""
    if name == "cells":
        found = ((folder, case) for folder in folders for case in cases(folder, framework="torch"))
        return {case.name: CellSubject(case.name, without_fault(folder, case)) for folder, case in found}
    return {subject.name: subject for subject in listed(name)}


def listed(name: str) -> list[Subject]:
    """The models of a set in order."""
    modules = [import_module(f"benchmarks.formulas.{file}") for file in _FILES[name]]
    return [subject for module in modules for subject in module.SUBJECTS]


def judged(chosen: Chosen) -> Score:
    """The score of one subject."""
    try:
        return judge(subjects(chosen.set, chosen.folders)[chosen.name], chosen.vectors)
    except Exception as error:
        return Score(chosen.name, error=f"{type(error).__name__}: {error}")
