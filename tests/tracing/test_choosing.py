"""Which frameworks are loaded and watched for which code; one framework brings no other along."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from shapeviz.tracing.choosing import ensemble_for
from shapeviz.tracing.source import CheckedSource

FRAMEWORKS = ("torch", "keras", "tensorflow", "jax", "numpy", "pandas")

CELL = """
import sys
import shapeviz
source = {source!r}
if {watched!r}:
    check = shapeviz.check_cell(source)
    assert check.fault is None, check.fault
    assert check.error is None, check.error
else:
    exec(source, {{"__name__": "__main__"}})
print(*(name for name in {frameworks!r} if name in sys.modules))
"""
NUMPY = "import numpy as np\nx = np.ones((2, 3))\ny = x @ x.T"
TORCH = "import torch\nx = torch.ones(2, 3)\ny = torch.nn.Linear(3, 4)(x)"
KERAS = (
    "import keras\nimport numpy as np\nmodel = keras.Sequential([keras.layers.Dense(3)])\ny = model(np.ones((2, 4)))"
)
PLAIN = "total = sum(range(10))"


def loaded_by(source: str, *, watched: bool, backend: str = "tensorflow") -> set[str]:
    script = CELL.format(source=source, watched=watched, frameworks=FRAMEWORKS)
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    process = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=300
    )
    assert process.returncode == 0, process.stderr
    return set(process.stdout.split())


def test_a_cell_without_frameworks_loads_none() -> None:
    assert loaded_by(PLAIN, watched=True) == set()


def test_a_cell_of_numpy_loads_numpy_alone() -> None:
    assert loaded_by(NUMPY, watched=True) == {"numpy"}


def test_a_cell_of_torch_loads_what_torch_loads() -> None:
    assert loaded_by(TORCH, watched=True) == loaded_by(TORCH, watched=False)


def test_a_cell_of_keras_loads_what_keras_loads() -> None:
    loaded = loaded_by(KERAS, watched=True)
    assert loaded == loaded_by(KERAS, watched=False)
    assert "torch" not in loaded


def frontends_for(text: str, namespace: dict | None = None) -> list[str]:
    ensemble = ensemble_for(CheckedSource("cell", text, "<cell>"), namespace)
    return [frontend.NAME for frontend in ensemble.frontends] if ensemble is not None else []


@pytest.fixture(autouse=True)
def torch_is_loaded() -> None:
    """Torch is watched wherever it is loaded."""
    import torch

    assert torch is not None


def test_numpy_is_watched_where_the_code_names_it() -> None:
    assert frontends_for("import numpy as np") == ["torch", "numpy"]
    assert frontends_for("x = 1") == ["torch"]


def test_numpy_is_watched_where_a_name_stands_for_an_array() -> None:
    assert frontends_for("y = x + 1", {"x": np.ones(3)}) == ["torch", "numpy"]
    assert frontends_for("y = z + 1", {"x": np.ones(3)}) == ["torch"]


def test_tables_are_watched_as_arrays_are() -> None:
    pytest.importorskip("pandas")
    assert frontends_for("import pandas as pd, numpy as np") == ["torch", "numpy"]


def test_keras_brings_the_framework_of_its_backend_along() -> None:
    pytest.importorskip("keras")
    assert frontends_for("import keras") == ["torch", "keras", "keras.ops"]
