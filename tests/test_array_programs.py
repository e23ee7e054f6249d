"""Programs about shapes in Keras and NumPy, each with the truth about it, on Keras's torch and TensorFlow backends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
BACKENDS = ("torch", "tensorflow")

# Programs in which every shape fits: the headline, and shapes that come about on the way.
FITTING: dict[str, tuple[str, dict[str, list[int]]]] = {
    "dense_added_after_the_last": ("4 layers, every shape fits", {"dense_2": [32, 10], "dense_3": [32, 256]}),
    "dense_of_20_units": ("4 layers, every shape fits", {"dense": [32, 10], "dense_1": [32, 20], "dense_2": [32, 10]}),
    "dense_of_10_units": ("4 layers, every shape fits", {"dense": [32, 10], "dense_1": [32, 10], "dense_2": [32, 10]}),
    "kernel_of_5": (
        "8 layers, every shape fits · works for H, W from 62 to 65",
        {"conv2d_1": [32, 27, 27, 64], "flatten": [32, 10816], "dense_1": [32, 10]},
    ),
    "kernel_of_3_padded": (
        "8 layers, every shape fits · works for H, W from 62 to 65",
        {"conv2d_1": [32, 31, 31, 64], "flatten": [32, 14400], "dense_1": [32, 10]},
    ),
    "branches_of_10_and_20": ("5 layers, every shape fits", {"concatenate": [32, 30], "dense_2": [32, 10]}),
    "branches_of_5_and_5": ("5 layers, every shape fits", {"concatenate": [32, 10], "dense_2": [32, 10]}),
}

# Programs with a mismatch: the sentence, the line that raises, and the shape on each red edge with the one meant.
FAILING: dict[str, tuple[str, int, list[list[list[int]]]]] = {
    "weights_of_256_rows": (
        "dot expects equal sizes in axis 1 of input and axis 0 of other, but gets 128 and 256.",
        10,
        [[[1, 128], [1, 256]]],
    ),
    "labels_of_nine_classes": (
        "categorical_crossentropy expects y_true of the same shape as y_pred, (32, 10), but gets (32, 9).",
        16,
        [[[32, 9], [32, 10]]],
    ),
    "images_of_32": (
        "dense (Dense) expects 2704 features in the last axis of its inputs, but gets 3600.",
        14,
        [[[4, 3600], [4, 2704]]],
    ),
    "dense_after_flatten": (
        "dense (Dense) expects 3136 features in the last axis of its inputs, but gets 2704.",
        17,
        [[[4, 2704], [4, 3136]]],
    ),
}

each_backend = pytest.mark.parametrize("backend", BACKENDS)


@cache
def reports(backend: str) -> dict[str, Any]:
    """What is said of each program, by one process for all: a backend is chosen when Keras is loaded."""
    done = subprocess.run(
        [sys.executable, HERE / "program_reports.py", HERE / "programs" / "arrays"],
        env={**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@each_backend
def test_every_program_has_its_truth(backend: str) -> None:
    assert sorted(reports(backend)) == sorted([*FITTING, *FAILING])


@each_backend
@pytest.mark.parametrize("program", FITTING)
def test_a_program_that_runs_is_told_to_fit(program: str, backend: str) -> None:
    told = reports(backend)[program]
    headline, shapes = FITTING[program]
    assert (told["headline"], told["mismatches"], told["error"]) == (headline, [], "")
    assert {label: told["shapes"][label] for label in shapes} == shapes


@each_backend
@pytest.mark.parametrize("program", FAILING)
def test_a_program_that_fails_is_told_with_its_line_and_red_edges(program: str, backend: str) -> None:
    told = reports(backend)[program]
    message, line, red = FAILING[program]
    assert (told["mismatches"], told["red"]) == ([[message, line]], red)


@each_backend
@pytest.mark.parametrize("program", [*FITTING, *FAILING])
def test_nothing_else_is_said_of_any_program(program: str, backend: str) -> None:
    """No fault of the recorder, no note that its sizes cannot be varied, and nothing printed by a second run."""
    told = reports(backend)[program]
    assert (told["fault"], told["notes"], told["printed"]) == ("", [], "")


@each_backend
def test_a_dense_layer_after_the_last_gives_what_it_makes_and_not_ten_classes(backend: str) -> None:
    assert reports(backend)["dense_added_after_the_last"]["outputs"] == {"output": [32, 256]}


@each_backend
def test_formulas_follow_a_picture_through_training(backend: str) -> None:
    formulas = reports(backend)["kernel_of_5"]["formulas"]
    assert formulas["conv2d"] == [32, ["+", "H", -2], ["+", "W", -2], 32]


@pytest.mark.parametrize("program", [*FITTING, *FAILING])
def test_both_backends_are_told_alike(program: str) -> None:
    first, second = (reports(backend)[program] for backend in BACKENDS)
    assert first == second
