"""Importing shapeviz, or loading it as an extension, is instant: no framework and no widget comes along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"torch", "keras", "tensorflow", "jax", "numpy", "ipywidgets", "anywidget", "graphviz", "pygraphviz"}

IMPORT = """
import sys
before = set(sys.modules)
import shapeviz
print(*sorted(set(sys.modules) - before))
"""

LOAD = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before = set(sys.modules)
result = shell.run_cell("%load_ext shapeviz")
result.raise_error()
assert "shapecheck" in shell.magics_manager.magics["cell"], "The extension has not registered its magic."
print(*sorted(set(sys.modules) - before))
"""


def modules_loaded_by(script: str, ipython_folder: Path) -> set[str]:
    environment = {**os.environ, "IPYTHONDIR": str(ipython_folder)}
    command = [sys.executable, "-c", script]
    process = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert process.returncode == 0, process.stderr
    return set(process.stdout.split())


@pytest.mark.parametrize("script", [IMPORT, LOAD], ids=["import shapeviz", "%load_ext shapeviz"])
def test_neither_frameworks_nor_widgets_are_loaded_until_needed(script: str, tmp_path: Path) -> None:
    loaded = modules_loaded_by(script, tmp_path)
    assert "shapeviz" in loaded
    assert loaded.isdisjoint(HEAVY), f"Import {loaded & HEAVY} inside the functions that need them."


def test_importing_shapeviz_does_not_need_ipython(tmp_path: Path) -> None:
    assert "IPython" not in modules_loaded_by(IMPORT, tmp_path)
